package fr.mssgw.relay;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads replies strictly and within bounds: a peer can neither fill the memory nor be misread. */
final class ReplyReader {
    /** RFC 5321 §4.5.3.1.5 says 512; some are more talkative. */
    static final int MAX_LINE = 2_048;

    static final int MAX_LINES = 128;

    private final InputStream in;
    private final byte[] buffer = new byte[4_096];
    private int from;
    private int to;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** Whether the peer said more than it was asked; after STARTTLS that is an injection (CVE-2021-38371 and its kin). */
    boolean hasMore() throws IOException {
        return from < to || in.available() > 0;
    }

    PeerReply read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (true) {
            String line = line();
            int its = codeOf(line);
            if (!lines.isEmpty() && its != code) {
                throw new ProtocolFault("a reply of several codes");
            }
            code = its;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new PeerReply(code, lines);
            }
            if (line.charAt(3) != '-') {
                throw new ProtocolFault("a reply without a code");
            }
            if (lines.size() >= MAX_LINES) {
                throw new ProtocolFault("a reply of more than " + MAX_LINES + " lines");
            }
        }
    }

    private static int codeOf(String line) throws ProtocolFault {
        if (line.length() < 3
                || line.charAt(0) < '2'
                || line.charAt(0) > '5'
                || !isDigit(line.charAt(1))
                || !isDigit(line.charAt(2))) {
            throw new ProtocolFault("a reply without a code");
        }
        return Integer.parseInt(line.substring(0, 3));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** One line, control characters replaced, bad UTF-8 too. */
    private String line() throws IOException {
        byte[] line = new byte[MAX_LINE];
        int length = 0;
        boolean carriageReturn = false;
        while (true) {
            int octet = next();
            if (octet == '\n' && carriageReturn) {
                return printable(new String(line, 0, length, StandardCharsets.UTF_8));
            }
            if (octet == '\n' || carriageReturn) {
                throw new ProtocolFault("a reply line that does not end in CRLF");
            }
            if (octet == '\r') {
                carriageReturn = true;
            } else if (length == MAX_LINE) {
                throw new ProtocolFault("a reply line longer than " + MAX_LINE + " octets");
            } else {
                line[length++] = (byte) octet;
            }
        }
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private int next() throws IOException {
        if (from == to) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new EOFException("the peer closed the connection");
            }
            from = 0;
            to = read;
        }
        return buffer[from++] & 0xff;
    }

    /** The peer does not speak SMTP. */
    static final class ProtocolFault extends IOException {
        private static final long serialVersionUID = 1L;

        ProtocolFault(String what) {
            super(what);
        }
    }
}

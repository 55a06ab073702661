package fr.mssgw.sandbox.smtp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP session seen from the client. Every reply is kept word for word; the message goes out octet by octet as it
 * was given, but for the doubled dots (RFC 5321 §4.5.2). Not thread-safe.
 */
public final class SmtpDialogue implements AutoCloseable {
    private static final int TIMEOUT_MS = 60_000;
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_LINES = 200;
    private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3}) ?(.*)", Pattern.DOTALL);

    /**
     * One reply.
     *
     * @param enhanced the enhanced status code (RFC 3463), or empty
     * @param text its lines, joined, without the codes
     */
    public record Reply(String stage, int code, String enhanced, String text) {
        public boolean positive() {
            return code >= 200 && code < 400;
        }

        @Override
        public String toString() {
            return (code + " " + enhanced + " " + text).replace("  ", " ").strip();
        }
    }

    /** What became of one message: the reply that decided, and the name of the command it answered. */
    public record Outcome(boolean accepted, Reply decisive, List<Reply> replies) {
        public Outcome {
            replies = List.copyOf(replies);
        }
    }

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private SmtpDialogue(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /** Connects; the greeting is the first thing to {@link #read}. */
    public static SmtpDialogue connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), 10_000);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            return new SmtpDialogue(socket);
        } catch (IOException e) {
            socket.close();
            throw new IOException("connecting to " + host + ":" + port, e);
        }
    }

    /** Reads one reply, all its lines. */
    public Reply read(String stage) throws IOException {
        StringBuilder text = new StringBuilder();
        String enhanced = "";
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = line();
            if (line.length() < 3 || !line.substring(0, 3).matches("\\d{3}")) {
                throw new IOException("not an SMTP reply: " + line);
            }
            String rest = line.length() > 4 ? line.substring(4) : "";
            Matcher parts = ENHANCED.matcher(rest);
            if (parts.matches()) {
                enhanced = parts.group(1);
                rest = parts.group(2);
            }
            text.append(text.length() == 0 ? "" : "\n").append(rest);
            if (line.length() == 3 || line.charAt(3) != '-') {
                return new Reply(stage, Integer.parseInt(line.substring(0, 3)), enhanced, text.toString());
            }
        }
        throw new IOException("a reply without an end");
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (octet == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() >= LONGEST_LINE) {
                throw new IOException("a reply line over " + LONGEST_LINE + " octets");
            }
            line.write(octet);
        }
    }

    /** Sends one command line and reads its reply. */
    public Reply command(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        String stage = line.split("[ :]", 2)[0];
        return read(stage.equals("MAIL") ? "MAIL FROM" : stage.equals("RCPT") ? "RCPT TO" : stage);
    }

    /** STARTTLS and the handshake; host names are not compared, the sandbox has them all on one address. */
    public Reply startTls(SSLContext tls) throws IOException {
        Reply reply = command("STARTTLS");
        if (reply.positive()) {
            SSLSocket secured = (SSLSocket) tls.getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            secured.setUseClientMode(true);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream());
            out = new BufferedOutputStream(secured.getOutputStream());
        }
        return reply;
    }

    /** The content after 354, and the final reply. */
    public Reply content(byte[] message) throws IOException {
        boolean lineStart = true;
        for (byte octet : message) {
            if (lineStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            lineStart = octet == '\n';
        }
        out.write((lineStart ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return read("DATA");
    }

    /**
     * A whole session: greeting, EHLO, STARTTLS where a context is given, one message, QUIT. Stops at the first
     * refusal; a message with several recipients goes to those that were accepted.
     */
    public static Outcome send(
            String host,
            int port,
            String helo,
            @Nullable SSLContext tls,
            String from,
            List<String> recipients,
            byte[] message)
            throws IOException {
        List<Reply> replies = new ArrayList<>();
        try (SmtpDialogue session = connect(host, port)) {
            if (!keep(replies, session.read("greeting")) || !keep(replies, session.command("EHLO " + helo))) {
                return refused(replies);
            }
            if (tls != null
                    && (!keep(replies, session.startTls(tls)) || !keep(replies, session.command("EHLO " + helo)))) {
                return refused(replies);
            }
            if (!keep(replies, session.command("MAIL FROM:<" + from + "> SIZE=" + message.length))) {
                session.quit();
                return refused(replies);
            }
            Reply refusal = null;
            int accepted = 0;
            for (String recipient : recipients) {
                Reply reply = session.command("RCPT TO:<" + recipient + ">");
                if (keep(replies, reply)) {
                    accepted++;
                } else {
                    refusal = reply;
                }
            }
            if (accepted == 0) {
                session.quit();
                return refusal == null ? refused(replies) : new Outcome(false, refusal, replies);
            }
            if (!keep(replies, session.command("DATA")) || !keep(replies, session.content(message))) {
                session.quit();
                return refused(replies);
            }
            Reply last = replies.get(replies.size() - 1);
            session.quit();
            return refusal == null ? new Outcome(true, last, replies) : new Outcome(false, refusal, replies);
        }
    }

    private static boolean keep(List<Reply> replies, Reply reply) {
        replies.add(reply);
        return reply.positive();
    }

    private static Outcome refused(List<Reply> replies) {
        return new Outcome(false, replies.get(replies.size() - 1), replies);
    }

    private void quit() {
        try {
            command("QUIT");
        } catch (IOException closedAlready) {
            // the reply that counts was read before
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

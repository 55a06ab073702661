package fr.mssgw.imap.james.connection;

import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream of one client into commands, octet by octet, so that it makes no difference where TCP cut it.
 *
 * <p>James 3.8.1 parses a command again from its start each time that more of it arrives, and switches its line framing
 * off after the first literal. That lets a second literal header pass unseen, and sends the continuation for the first
 * synchronising literal only, so that a client waits for ever with its second (docs/james.md §5). Here a command
 * is parsed once, when it is complete; every literal header is seen, bounded and answered on the way. Large literals go
 * to the spool. Not thread-safe: the event loop of the connection owns it.
 */
final class CommandAssembler implements AutoCloseable {
    /** What the connection has to do next. */
    enum Step {
        /** All octets were taken; more are needed. */
        MORE,
        /** The client waits for leave to send a literal. */
        CONTINUE,
        /** {@link #take} gives the command. */
        COMPLETE,
        LINE_TOO_LONG,
        /** A string of an ID command is. */
        ID_TOO_LONG,
        LITERAL_TOO_LARGE,
        /** The same, but the client waits for leave: it can be refused and stay. */
        ANNOUNCED_LITERAL_TOO_LARGE,
        SPOOL_FULL
    }

    private static final int LONGEST_NUMBER = 10;

    private final MessageSpool spool;
    private final SpoolQuota quota;
    private final List<byte[]> lines = new ArrayList<>();
    private final List<RawMessage> literals = new ArrayList<>();
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private MessageSpool.@Nullable Draft draft;
    private long literalLeft;
    private ShortenedId id = new ShortenedId();
    private int lineOctets;
    private int received;
    private long literalOctets;
    private long reserved;

    CommandAssembler(MessageSpool spool, SpoolQuota quota) {
        this.spool = spool;
        this.quota = quota;
    }

    /** Takes octets up to the next thing that the connection must act upon; what is left in {@code in} comes again. */
    Step feed(ByteBuffer in, Limits limits) throws IOException {
        while (in.hasRemaining()) {
            if (draft != null) {
                takeLiteral(in, draft);
                continue;
            }
            byte octet = in.get();
            ShortenedId.Verdict verdict = limits.shortensId() ? id.take(octet) : ShortenedId.Verdict.KEEP;
            if (verdict == ShortenedId.Verdict.TOO_LONG) {
                return Step.ID_TOO_LONG;
            }
            if (verdict == ShortenedId.Verdict.KEEP) {
                line.write(octet);
                lineOctets++;
            }
            if (++received > (limits.shortensId() && id.isId() ? limits.id() : limits.line())
                    || lineOctets > limits.line()) {
                return Step.LINE_TOO_LONG;
            }
            if (octet == '\n') {
                Step step = endOfLine(limits);
                if (step != Step.MORE) {
                    return step;
                }
            }
        }
        return Step.MORE;
    }

    private void takeLiteral(ByteBuffer in, MessageSpool.Draft to) throws IOException {
        int some = (int) Math.min(literalLeft, in.remaining());
        byte[] octets = new byte[some];
        in.get(octets);
        to.write(octets, 0, some);
        literalLeft -= some;
        if (literalLeft == 0) {
            literals.add(to.finish());
            draft = null;
        }
    }

    private Step endOfLine(Limits limits) throws IOException {
        byte[] octets = line.toByteArray();
        LiteralHeader header = LiteralHeader.atEndOf(octets);
        lines.add(octets);
        line = new ByteArrayOutputStream();
        if (header == null) {
            return Step.COMPLETE;
        }
        long most = carriesMessage() ? limits.upload() : limits.literal();
        if (header.size() > most
                || literalOctets + header.size() > limits.sum()
                || literals.size() >= limits.literals()) {
            return header.synchronising() ? Step.ANNOUNCED_LITERAL_TOO_LARGE : Step.LITERAL_TOO_LARGE;
        }
        if (!quota.reserve(header.size())) {
            return Step.SPOOL_FULL;
        }
        reserved += header.size();
        literalOctets += header.size();
        if (header.size() == 0) {
            literals.add(RawMessage.of(new byte[0]));
        } else {
            literalLeft = header.size();
            draft = spool.draft();
        }
        return header.synchronising() ? Step.CONTINUE : Step.MORE;
    }

    /** The finished command; the caller closes it. */
    Command take() {
        long held = reserved;
        Command command = new Command(lines, literals, () -> quota.release(held));
        lines.clear();
        literals.clear();
        forgetCounts();
        return command;
    }

    /** The tag of the command in progress, {@code *} when it has none. */
    String tag() {
        String[] words = words();
        return words.length > 0 && words[0].matches("[A-Za-z0-9._-]{1,64}") ? words[0] : "*";
    }

    /** Throws the command in progress away. */
    void abandon() throws IOException {
        if (draft != null) {
            draft.close();
            draft = null;
        }
        literals.forEach(RawMessage::close);
        quota.release(reserved);
        lines.clear();
        literals.clear();
        line = new ByteArrayOutputStream();
        literalLeft = 0;
        forgetCounts();
    }

    @Override
    public void close() throws IOException {
        abandon();
    }

    private void forgetCounts() {
        id = new ShortenedId();
        lineOctets = 0;
        received = 0;
        literalOctets = 0;
        reserved = 0;
    }

    private boolean carriesMessage() {
        String[] words = words();
        String verb = words.length > 1 ? Ascii.upper(words[1]) : "";
        if (verb.equals("UID") && words.length > 2) {
            verb = Ascii.upper(words[2]);
        }
        return verb.equals("APPEND") || verb.equals("REPLACE");
    }

    private String[] words() {
        byte[] first = lines.isEmpty() ? line.toByteArray() : lines.get(0);
        return new String(first, 0, Math.min(first.length, 128), java.nio.charset.StandardCharsets.US_ASCII)
                .trim()
                .split(" ", 4);
    }

    /** {@code {n}} or {@code {n+}} (RFC 7888) before a line end. */
    private record LiteralHeader(long size, boolean synchronising) {
        static @Nullable LiteralHeader atEndOf(byte[] line) {
            int end = line.length - 1;
            if (end > 0 && line[end - 1] == '\r') {
                end--;
            }
            if (end < 3 || line[end - 1] != '}') {
                return null;
            }
            int at = end - 2;
            boolean synchronising = line[at] != '+';
            if (!synchronising) {
                at--;
            }
            int lastDigit = at;
            while (at >= 0 && line[at] >= '0' && line[at] <= '9') {
                at--;
            }
            if (at < 0 || line[at] != '{' || at == lastDigit) {
                return null;
            }
            String digits = new String(line, at + 1, lastDigit - at, java.nio.charset.StandardCharsets.US_ASCII);
            String number = digits.replaceFirst("^0+(?=.)", "");
            return new LiteralHeader(
                    number.length() > LONGEST_NUMBER ? Long.MAX_VALUE / 2 : Long.parseLong(number), synchronising);
        }
    }
}

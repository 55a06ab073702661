package fr.mssgw.store.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.mssgw.store.sql.Texts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of an exported line, which never changes, because the hashes are taken over it:
 *
 * <pre>{@code {"seq":7,"at":"…","kind":"…","actor":"…","details":{…},"previous":"<64 hex>","hash":"<64 hex>"}}</pre>
 *
 * {@code hash} is the SHA-256 of the line's UTF-8 octets without {@code ,"hash":"…"}; {@code previous} is the hash of
 * the line before, 64 zeros on the first. Whoever changes one line must change all that follow, and so the head, of which
 * copies are kept elsewhere (the gateway's log, exports).
 */
public final class AuditChain {
    /** What the first line calls the one before. */
    public static final String BEGINNING = "0".repeat(64);

    private static final Pattern SEALED = Pattern.compile(
            "(\\{\"seq\":(\\d{1,18}),.*,\"previous\":\"([0-9a-f]{64})\"),\"hash\":\"([0-9a-f]{64})\"\\}",
            Pattern.DOTALL);

    private AuditChain() {}

    /** The last line of a chain; whoever keeps one elsewhere can tell later that nothing was cut off. */
    public record Head(long seq, String hash) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

        static final Head NONE = new Head(0, BEGINNING);

        /** @throws IllegalArgumentException where it is not {@code seq:hash} */
        public static Head parse(String text) {
            Matcher parts = FORM.matcher(text.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("a head is written seq:hash, with 64 hexadecimal digits");
            }
            return new Head(Long.parseLong(parts.group(1)), parts.group(2));
        }

        @Override
        public String toString() {
            return seq + ":" + hash;
        }
    }

    /** An event as it lies in the database. @param details a JSON object */
    record Event(Instant at, String kind, String actor, String details) {

        Sealed after(Head head) {
            return at(head.seq() + 1, head.hash());
        }

        Sealed at(long seq, String previous) {
            String open = "{\"seq\":" + seq + ",\"at\":\"" + at + "\",\"kind\":"
                    + Texts.quoted(kind.toLowerCase(Locale.ROOT)) + ",\"actor\":" + Texts.quoted(actor)
                    + ",\"details\":" + details + ",\"previous\":\"" + previous + "\"";
            return new Sealed(open, seq, previous, sha256(open + "}"));
        }
    }

    /** @param open the line without its hash and its closing brace */
    record Sealed(String open, long seq, String previous, String hash) {

        Head head() {
            return new Head(seq, hash);
        }

        String withHash(String kept) {
            return open + ",\"hash\":\"" + kept + "\"}";
        }

        boolean holds() {
            return hash.equals(sha256(open + "}"));
        }
    }

    /** A line as exported, or null where it has another form. */
    static @Nullable Sealed read(String line) {
        Matcher parts = SEALED.matcher(line);
        return parts.matches()
                ? new Sealed(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3), parts.group(4))
                : null;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package fr.mssgw.core.message;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/** The name under which one accepted message is known to its sender, the queue and the audit: 16 letters and digits. */
public record QueueId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9A-HJKMNP-TV-Z]{16}");
    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();

    public QueueId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a queue id is 16 characters of Crockford's base 32");
        }
    }

    /** A fresh one, 80 random bits. Thread-safe. */
    public static QueueId random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        StringBuilder text = new StringBuilder(16);
        for (byte b : bytes) {
            text.append(CROCKFORD[b & 31]);
        }
        return new QueueId(text.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}

package fr.mssgw.certs;

import fr.mssgw.certs.bouncycastle.Argon2;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.text.NormalForm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Password hashes as PHC strings: {@code $argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>}, base64 without padding
 * (RFC 9106; the parameters are those OWASP recommends). Hashes made elsewhere are read within bounds (64 MiB, 10
 * passes, 4 lanes), so that none can exhaust the memory; for the same reason only as many are computed at once as there
 * are processors. Passwords are compared in Unicode form NFC (RFC 8265 §4.2). Thread-safe.
 */
public final class PasswordHash {
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int LARGEST_MEMORY_KIB = 65_536;
    private static final int MOST_PASSES = 10;
    private static final int MOST_LANES = 4;
    private static final int LONGEST_PASSWORD = 1_024;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Semaphore AT_ONCE =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

    private record Parsed(int memoryKib, int passes, int lanes, byte[] salt, byte[] tag) {}

    private PasswordHash() {}

    /** Hashes a password with a fresh salt. @throws IllegalArgumentException where it is longer than 1,024 characters */
    public static String hash(Secret password) {
        if (password.reveal().length() > LONGEST_PASSWORD) {
            throw new IllegalArgumentException("a password has at most 1,024 characters");
        }
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        byte[] tag = compute(password, new Parsed(MEMORY_KIB, PASSES, LANES, salt, new byte[32]));
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(MEMORY_KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(tag));
    }

    /** Whether this password made this hash; in constant time, and never for what is no hash we can read. */
    public static boolean matches(Secret password, String phc) {
        Optional<Parsed> parsed = parse(phc);
        if (parsed.isEmpty() || password.reveal().length() > LONGEST_PASSWORD) {
            return false;
        }
        return MessageDigest.isEqual(
                compute(password, parsed.get()), parsed.get().tag());
    }

    /** Whether a text is a hash that {@link #matches} can read: for the check of a configuration. */
    public static boolean isHash(String text) {
        return parse(text).isPresent();
    }

    private static Optional<Parsed> parse(String phc) {
        Matcher parts = PHC.matcher(phc);
        if (phc.length() > 256 || !parts.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(parts.group(1));
        int passes = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        boolean bounded = lanes >= 1
                && lanes <= MOST_LANES
                && memory >= 8 * lanes
                && memory <= LARGEST_MEMORY_KIB
                && passes >= 1
                && passes <= MOST_PASSES;
        if (!bounded) {
            return Optional.empty();
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts.group(4));
            byte[] tag = Base64.getDecoder().decode(parts.group(5));
            return Optional.of(new Parsed(memory, passes, lanes, salt, tag));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] compute(Secret password, Parsed parameters) {
        String normal = NormalForm.composed(password.reveal());
        AT_ONCE.acquireUninterruptibly();
        try {
            return Argon2.id(
                    normal.getBytes(StandardCharsets.UTF_8),
                    parameters.salt(),
                    parameters.memoryKib(),
                    parameters.passes(),
                    parameters.lanes(),
                    parameters.tag().length);
        } finally {
            AT_ONCE.release();
        }
    }
}

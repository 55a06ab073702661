package fr.mssgw.sandbox.mes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names patients in addresses of pages, which browsers and servers log, without their matricules (docs/domain.md §5): a
 * keyed digest, the same at each start of one sandbox and another in the next sandbox. Immutable.
 */
final class PatientIds {
    private static final int KEY_OCTETS = 32;
    private static final int SHOWN = 16;
    private static final String DIGEST = "HmacSHA256";

    private final byte[] key;

    /** @param file where the key is kept; made when it is not there */
    PatientIds(Path file) throws IOException {
        if (Files.exists(file)) {
            key = Files.readAllBytes(file);
        } else {
            key = new byte[KEY_OCTETS];
            new SecureRandom().nextBytes(key);
            Files.createDirectories(file.getParent());
            Files.write(file, key);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        if (key.length != KEY_OCTETS) {
            throw new IOException(file + " is damaged: delete it, the addresses of the pages will change");
        }
    }

    /** Sixteen hexadecimal digits. */
    String of(String matricule) {
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(new SecretKeySpec(key, DIGEST));
            return HexFormat.of()
                    .formatHex(mac.doFinal(matricule.getBytes(StandardCharsets.US_ASCII)))
                    .substring(0, SHOWN);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + DIGEST, e);
        }
    }
}

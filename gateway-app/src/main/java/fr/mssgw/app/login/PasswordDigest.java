package fr.mssgw.app.login;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.text.NormalForm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Digests passwords with a key that only this process ever knows, so that memory holds none in clear. Thread-safe. */
final class PasswordDigest {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;

    PasswordDigest() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    byte[] of(Secret password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(
                    // RFC 8265 §4.2, as PasswordHash does
                    NormalForm.composed(password.reveal()).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("digesting with HMAC", e);
        }
    }
}

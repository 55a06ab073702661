package fr.mssgw.certs.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has AES-GCM compiled to the processor's own instructions before the clients come. The JVM does so only for what ran
 * some thousand times; until then a TLS record of 16 KiB costs hundreds of microseconds instead of five. Takes about a
 * quarter of a second of one processor.
 */
public final class CipherWarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(CipherWarmUp.class);
    private static final int RECORDS = 8_000;
    private static final int OCTETS = 256;
    private static final int TAG_OCTETS = 16;

    private CipherWarmUp() {}

    /** Does it beside whatever else begins, and keeps no JVM alive. */
    public static Thread inBackground() {
        Thread thread = new Thread(
                () -> {
                    try {
                        encrypt(RECORDS);
                    } catch (GeneralSecurityException e) {
                        LOG.debug("AES-GCM is not there to be warmed up", e); // TLS then uses another cipher
                    }
                },
                "cipher-warm-up");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
        return thread;
    }

    /** Encrypts zeros with a key that nobody keeps, as TLS does a record; answers how many octets came out. */
    static long encrypt(int records) throws GeneralSecurityException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        SecretKeySpec key = new SecretKeySpec(random, "AES");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        ByteBuffer plain = ByteBuffer.allocate(OCTETS);
        ByteBuffer encrypted = ByteBuffer.allocate(OCTETS + TAG_OCTETS);
        byte[] recordHeader = new byte[5];
        long octets = 0;
        for (int number = 0; number < records; number++) {
            byte[] nonce = ByteBuffer.allocate(12).putInt(number).array();
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_OCTETS, nonce));
            cipher.updateAAD(recordHeader);
            octets += cipher.doFinal(plain.clear(), encrypted.clear());
        }
        return octets;
    }
}

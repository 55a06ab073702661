package fr.mssgw.certs.bouncycastle;

import java.io.IOException;
import java.security.Provider;
import java.security.PublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** What the CMS classes share (RFC 5652). */
public final class Cms {
    /** For what the JDK lacks (key agreement of CMS) or does not stream (GCM); never registered. */
    static final Provider BC = new BouncyCastleProvider();

    /** Content that is no CMS, is damaged, exceeds a bound, or is not for our keys. */
    public static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String message) {
            super(message);
        }

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Cms() {}

    /**
     * The key that checks a signature; null where it is of a kind that nobody here knows. The static method that reads it
     * knows none before {@link #BC} was made, which is why it is called here alone.
     */
    static @Nullable PublicKey publicKey(SubjectPublicKeyInfo info) throws IOException {
        return BouncyCastleProvider.getPublicKey(info);
    }

    /** What a parser's own exception means to us: a padding, a length or a structure that is wrong. */
    public static Unreadable damaged(IOException cause) {
        return new Unreadable("damaged", cause);
    }
}

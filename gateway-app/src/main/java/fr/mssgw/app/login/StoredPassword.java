package fr.mssgw.app.login;

import fr.mssgw.certs.PasswordHash;
import fr.mssgw.core.access.Secret;
import java.security.MessageDigest;

/** What is kept of a person's password, to verify one against. */
sealed interface StoredPassword {

    boolean matches(Secret password, PasswordDigest digest);

    /** Whether verifying takes the time and memory of Argon2. */
    boolean slow();

    /** @param phc an Argon2id hash in the PHC string format */
    record Hash(String phc) implements StoredPassword {

        @Override
        public boolean matches(Secret password, PasswordDigest digest) {
            return PasswordHash.matches(password, phc);
        }

        @Override
        public boolean slow() {
            return true;
        }

        @Override
        public String toString() {
            return "Hash[***]";
        }
    }

    /**
     * A password that its file holds in clear text. A slow hash in memory would protect nothing that the file does not
     * give away, so its keyed digest is kept, and each login costs microseconds.
     */
    record Digest(byte[] digest) implements StoredPassword {

        @Override
        public boolean matches(Secret password, PasswordDigest digester) {
            return MessageDigest.isEqual(digest, digester.of(password));
        }

        @Override
        public boolean slow() {
            return false;
        }

        @Override
        public String toString() {
            return "Digest[***]";
        }
    }
}

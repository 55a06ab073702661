package fr.mssgw.config;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Person;
import java.util.List;
import java.util.Optional;

/**
 * A BAL with what opens it and what signs for it.
 *
 * @param passwords one per person who has one; the others log in by Pro Santé Connect
 * @param login the certificate of an applicative BAL
 * @param smime the pair that signs its mail and decrypts what it receives
 */
public record BalConfig(
        Bal bal,
        List<PersonPassword> passwords,
        Optional<FileReference> login,
        Optional<KeyConfig> smime,
        Source source) {

    public BalConfig {
        passwords = List.copyOf(passwords);
    }

    /** @param password an Argon2id hash, or the clear text to hash at load */
    public record PersonPassword(Person person, Secret password) {

        public boolean isHash() {
            return password.reveal().startsWith("$argon2id$");
        }
    }
}

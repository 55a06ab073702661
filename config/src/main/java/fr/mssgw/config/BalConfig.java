package fr.mssgw.config;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.mailbox.MailboxSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A BAL with what opens it and what signs for it.
 *
 * @param passwords one per person who has one; the others log in by Pro Santé Connect
 * @param login the certificate of an applicative BAL
 * @param smime the pair that signs its mail and decrypts what it receives
 * @param mailbox what is laid down for its mailbox, by its own file, its type or for all
 */
public record BalConfig(
        Bal bal,
        List<PersonPassword> passwords,
        Optional<FileReference> login,
        Optional<KeyConfig> smime,
        MailboxSettings mailbox,
        Source source) {

    public BalConfig {
        passwords = List.copyOf(passwords);
    }

    /** The files beside the BAL's own that say who may log in. */
    public List<Path> loginFiles() {
        return Stream.concat(
                        passwords.stream().flatMap(password -> password.file().stream()),
                        login.stream().map(FileReference::path))
                .toList();
    }

    /**
     * A password, or its hash, with where it stands.
     *
     * @param password an Argon2id hash, or the clear text to hash at load
     * @param file that holds it; empty where the BAL's own file does
     */
    public record PersonPassword(Person person, Secret password, Optional<Path> file) {

        public boolean isHash() {
            return password.reveal().startsWith("$argon2id$");
        }
    }
}

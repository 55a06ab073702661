package fr.mssgw.app.login;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.mailbox.MailboxSettings;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A BAL with what opens it.
 *
 * @param certificate that an applicative BAL logs in with
 * @param mailbox what is laid down for it
 */
record Account(Bal bal, List<PersonSecret> secrets, Optional<X509Certificate> certificate, MailboxSettings mailbox) {

    Account {
        secrets = List.copyOf(secrets);
    }

    /** @param stored what to verify a password against */
    record PersonSecret(Person person, StoredPassword stored) {}
}

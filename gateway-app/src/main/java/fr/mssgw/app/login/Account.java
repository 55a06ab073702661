package fr.mssgw.app.login;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Person;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A BAL with what opens it.
 *
 * @param certificate that an applicative BAL logs in with
 */
record Account(Bal bal, List<PersonSecret> secrets, Optional<X509Certificate> certificate) {

    Account {
        secrets = List.copyOf(secrets);
    }

    /** @param stored what to verify a password against */
    record PersonSecret(Person person, StoredPassword stored) {}
}

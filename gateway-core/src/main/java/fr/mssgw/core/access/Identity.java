package fr.mssgw.core.access;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Person;
import java.util.Optional;

/**
 * Who acts in a session: the BAL it opened, and the person whose credential opened it (contract §3).
 *
 * @param person empty for an applicative BAL, which a certificate names
 */
public record Identity(Bal bal, Optional<Person> person, Method method) {
    public enum Method {
        PASSWORD,
        APPLICATION_PASSWORD,
        TOKEN,
        CERTIFICATE
    }

    /** For the audit: the person's RPPS, or the BAL itself. */
    public String actor() {
        return person.map(p -> p.rpps().number()).orElse(bal.address().toString());
    }
}

package fr.mssgw.core.access;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Structure;
import java.util.Optional;

/**
 * Who acts in a session: the BAL it opened, and the person whose credential opened it (docs/contract.md §3).
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

    /**
     * Whether whoever acts may use this BAL as well: it is the one that was opened, the person is one of its persons, or
     * a software acts for the structure to which both belong.
     */
    public boolean mayUse(Bal other) {
        if (bal.address().equals(other.address())) {
            return true;
        }
        if (person.isPresent()) {
            return other.persons().stream()
                    .anyMatch(one -> one.rpps().equals(person.get().rpps()));
        }
        return bal instanceof Bal.Applicative
                && bal.structure().map(Structure::id).equals(other.structure().map(Structure::id));
    }

    /** For the audit: the person's RPPS, or the BAL itself. */
    public String actor() {
        return person.map(p -> p.rpps().number()).orElse(bal.address().toString());
    }
}

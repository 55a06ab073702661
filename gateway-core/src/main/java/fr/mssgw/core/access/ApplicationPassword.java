package fr.mssgw.core.access;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import java.time.Instant;
import java.util.Optional;

/**
 * A password that the operator gave one person for one BAL and one mail program.
 *
 * @param selector its first part, by which it is found and named; not secret
 * @param label what the operator wrote about it
 * @param hash of the whole password, an Argon2id PHC string
 * @param lastUsed to the minute or so; empty: never
 */
public record ApplicationPassword(
        String selector,
        MssAddress bal,
        Rpps person,
        String label,
        String hash,
        Instant created,
        Optional<Instant> lastUsed) {
    @Override
    public String toString() {
        return "ApplicationPassword[" + selector + ", " + bal + ", " + person + "]";
    }
}

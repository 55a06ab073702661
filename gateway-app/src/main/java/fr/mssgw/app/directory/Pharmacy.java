package fr.mssgw.app.directory;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Structure;
import java.util.List;

/**
 * A pharmacy with the organisational BAL, one or several, by which it receives.
 *
 * @param structure with all its BAL; its name and place are those of the first
 */
record Pharmacy(Structure structure, List<Bal.Organisational> bals) {
    Pharmacy {
        bals = List.copyOf(bals);
    }

    /** The resource's logical id: the national identifier is letters and digits, as FHIR R4 §2.24.0.1 wants it. */
    String id() {
        return structure.id().national();
    }
}

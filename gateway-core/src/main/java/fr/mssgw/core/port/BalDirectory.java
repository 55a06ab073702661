package fr.mssgw.core.port;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.StructureId;
import java.util.Optional;

/** The BAL that this operator hosts. In memory; thread-safe; may be replaced at a reload. */
public interface BalDirectory {
    Optional<Bal> find(MssAddress address);

    /** Whether the domain is one of ours, whatever BAL it has. */
    boolean hosts(MailDomain domain);

    /** The organisational BAL of a structure, for the reply that names it (GW-PAT-3). */
    Optional<Bal.Organisational> organisationalOf(StructureId structure);

    /** The nominative BAL of a person, the first one where there are several. */
    Optional<Bal.Nominative> nominativeOf(Rpps person);
}

package fr.mssgw.core.port;

import fr.mssgw.core.access.ApplicationPassword;
import java.time.Instant;
import java.util.Optional;

/** Finds application passwords at a login. Blocking; throws {@link StoreUnavailable}. */
public interface ApplicationPasswords {
    /** The one that is in force under this selector. */
    Optional<ApplicationPassword> find(String selector);

    /** Notes that it opened its BAL. */
    void used(String selector, Instant at);
}

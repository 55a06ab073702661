package fr.mssgw.core.port;

import fr.mssgw.core.identity.InsAddress;

/** Patients who said that they want no mail. Blocking; thread-safe; throws {@link StoreUnavailable}. */
public interface Oppositions {
    boolean opposes(InsAddress patient);
}

package fr.mssgw.core.identity;

import java.util.Optional;
import java.util.Set;

/**
 * A health structure: a pharmacy, a practice, a hospital.
 *
 * @param sector the activity sector's code of the Annuaire santé, such as {@code SA33}
 * @param town where it is, for a patient who looks for it
 */
public record Structure(
        StructureId id, String name, Optional<String> sector, Optional<String> town, Optional<Postcode> postcode) {
    /** The sectors that Mon espace santé searches for pharmacies (MES-APP; docs/domain.md §2). */
    private static final Set<String> PHARMACY_SECTORS = Set.of("SA33", "SA38", "SA39", "SA55", "SA56");

    /** A structure of which no place is known. */
    public Structure(StructureId id, String name, Optional<String> sector) {
        this(id, name, sector, Optional.empty(), Optional.empty());
    }

    public boolean isPharmacy() {
        return sector.map(PHARMACY_SECTORS::contains).orElse(false);
    }
}

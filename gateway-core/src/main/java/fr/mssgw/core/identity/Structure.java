package fr.mssgw.core.identity;

import java.util.Optional;
import java.util.Set;

/**
 * A health structure: a pharmacy, a practice, a hospital.
 *
 * @param sector the activity sector's code of the Annuaire santé, such as {@code SA33}
 */
public record Structure(StructureId id, String name, Optional<String> sector) {
    /** The sectors that Mon espace santé searches for pharmacies (MES-APP; domain.md §2). */
    private static final Set<String> PHARMACY_SECTORS = Set.of("SA33", "SA38", "SA39", "SA55", "SA56");

    public boolean isPharmacy() {
        return sector.map(PHARMACY_SECTORS::contains).orElse(false);
    }
}

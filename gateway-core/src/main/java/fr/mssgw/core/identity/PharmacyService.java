package fr.mssgw.core.identity;

import java.util.Optional;

/**
 * What a pharmacy's organisational BAL does for the patients who write to it.
 *
 * @param openingHours unknown where empty
 * @param acknowledgement empty: patients get none
 */
public record PharmacyService(Optional<OpeningHours> openingHours, Optional<Acknowledgement> acknowledgement) {
    /**
     * The automatic answer to a patient.
     *
     * @param text the pharmacy's own; empty for the usual one
     */
    public record Acknowledgement(Optional<String> text) {}

    public static final PharmacyService DEFAULT =
            new PharmacyService(Optional.empty(), Optional.of(new Acknowledgement(Optional.empty())));
}

package fr.mssgw.core.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a pharmacy's organisational BAL does for the patients who write to it, and for its team.
 *
 * @param openingHours unknown where empty: it counts as always open
 * @param acknowledgement empty: patients get none
 * @param target by when patients are answered; empty: nobody is reminded
 * @param digest when the team gets its daily digest; empty: never
 */
public record PharmacyService(
        Optional<OpeningHours> openingHours,
        Optional<Acknowledgement> acknowledgement,
        Optional<Target> target,
        Optional<LocalTime> digest) {
    /**
     * The automatic answer to a patient.
     *
     * @param text the pharmacy's own; empty for the usual one
     */
    public record Acknowledgement(Optional<String> text) {}

    /**
     * By when patients are answered, in opening time, and who is told when they are not.
     *
     * @param escalateTo a BAL of the same operator, told after {@code escalateAfter} more; empty: nobody
     */
    public record Target(Duration within, Remind remind, Optional<MssAddress> escalateTo, Duration escalateAfter) {}

    /** Who is reminded first. */
    public enum Remind {
        /** The BAL, and the nominative BAL of each member who has one here. */
        MEMBERS,
        /** The BAL alone. */
        TEAM
    }

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    public static final PharmacyService DEFAULT = new PharmacyService(
            Optional.empty(), Optional.of(new Acknowledgement(Optional.empty())), Optional.empty(), Optional.empty());

    /** When so much opening time has passed; empty for whoever does not open within a year. */
    public Optional<Instant> after(Instant from, Duration opening) {
        return openingHours.isPresent() ? openingHours.get().elapsed(from, opening) : Optional.of(from.plus(opening));
    }

    /** Of the clock on its wall. */
    public ZoneId zone() {
        return openingHours.map(OpeningHours::zone).orElse(PARIS);
    }
}

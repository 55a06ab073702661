package fr.mssgw.core.access;

import fr.mssgw.core.identity.MssAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From which networks each BAL was opened with a right credential in the last week. Memory is bounded: beyond the most
 * pairs, the one that was opened the longest ago is forgotten. Not thread-safe.
 */
final class FamiliarPlaces {
    /** Longer than a week-end and a holiday, so that a pharmacy is known when it opens again. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    private record Place(MssAddress bal, Network network) {}

    private final int most;
    // in the order of the last login
    private final Map<Place, Instant> logins = new LinkedHashMap<>();

    FamiliarPlaces(int most) {
        this.most = most;
    }

    void opened(MssAddress bal, Network network, Instant now) {
        Place place = new Place(bal, network);
        logins.remove(place);
        logins.put(place, now);
        if (logins.size() > most) {
            logins.remove(logins.keySet().iterator().next());
        }
    }

    boolean knows(MssAddress bal, Network network, Instant now) {
        Instant last = logins.get(new Place(bal, network));
        return last != null && now.isBefore(last.plus(REMEMBERED));
    }

    int size() {
        return logins.size();
    }
}

package fr.mssgw.core.pharmacy;

import java.time.Instant;
import java.util.List;

/**
 * A pharmacy's day with patients.
 *
 * @param from its beginning, by the real clock
 * @param received messages of patients
 * @param answered exchanges in which the pharmacy wrote
 * @param awaiting exchanges whose patient waits now
 * @param oldest some of those, the longest wait first
 */
public record Digest(
        Instant from, Instant until, long received, long answered, long awaiting, List<AwaitedAnswer> oldest) {
    public Digest {
        oldest = List.copyOf(oldest);
    }
}

package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MssAddress;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What becomes of copies where BALs turn out to be full as the message is stored. Recipients of whom the sender can be
 * told are left out and reported. Those of whom nobody may be told (the null sender, {@code NOTIFY=NEVER}) get the
 * message over their quota rather than lose it: by one message, since the next RCPT finds them full. Pure.
 */
final class FullBals {
    private FullBals() {}

    /** Whether the copies reach nobody but BALs that are full, so that the message is refused and loses nothing. */
    static boolean holdAll(Set<MssAddress> full, List<Copy> copies) {
        return copies.stream()
                .allMatch(copy -> copy.queued().isEmpty()
                        && copy.placements().stream().allMatch(placement -> full.contains(placement.bal())));
    }

    /** The same copies, those for BALs that are full over the quota. */
    static List<Copy> overQuota(Set<MssAddress> full, List<Copy> copies) {
        return placing(
                copies, placements -> placements.map(one -> full.contains(one.bal()) ? one.storedOverQuota() : one));
    }

    /** The same copies without those for these BALs. */
    static List<Copy> without(Set<MssAddress> bals, List<Copy> copies) {
        return placing(copies, placements -> placements.filter(one -> !bals.contains(one.bal())));
    }

    private static List<Copy> placing(List<Copy> copies, UnaryOperator<Stream<Placement>> change) {
        return copies.stream()
                .map(copy -> new Copy(
                        copy.header(),
                        copy.source(),
                        copy.bodyOffset(),
                        change.apply(copy.placements().stream()).toList(),
                        copy.queued()))
                .toList();
    }
}

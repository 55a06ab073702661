package fr.mssgw.app;

import fr.mssgw.app.CertificateInventory.Entry;
import fr.mssgw.app.CertificateInventory.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What no longer works at a moment, if nobody renews anything.
 *
 * @param at the moment
 * @param stopped what is not good then, in order of its end
 * @param consequences in the operator's words, gravest first
 */
public record CertificateForecast(Instant at, List<Entry> stopped, List<String> consequences) {

    /** @param entries judged at the moment {@code at} */
    public static CertificateForecast of(List<Entry> entries, Instant at, Instant now) {
        List<Entry> stopped = entries.stream()
                .filter(entry -> !entry.good())
                .filter(entry -> !isReplaced(entry, entries))
                .sorted((a, b) ->
                        a.until().orElse(Instant.MIN).compareTo(b.until().orElse(Instant.MIN)))
                .toList();
        return new CertificateForecast(at, stopped, consequences(stopped, now));
    }

    /** A newer list of the same authority, another certificate of the same correspondent. */
    private static boolean isReplaced(Entry entry, List<Entry> entries) {
        Predicate<Entry> another =
                switch (entry.use()) {
                    case REVOCATION_LIST -> other -> other.subject().equals(entry.subject());
                    case CORRESPONDENT ->
                        other -> !entry.of().isEmpty() && other.of().equals(entry.of());
                    default -> other -> false;
                };
        return entries.stream().anyMatch(other -> other.use() == entry.use() && other.good() && another.test(other));
    }

    private static List<String> consequences(List<Entry> stopped, Instant now) {
        List<String> said = new ArrayList<>();
        only(stopped, Use.SERVER)
                .forEach(entry -> said.add("clients and other operators no longer trust our servers (tls.server "
                        + why(entry, now) + ")"));
        only(stopped, Use.CLIENT)
                .forEach(entry -> said.add("other operators refuse our mail (tls.client " + why(entry, now) + ")"));
        only(stopped, Use.AUTHORITY)
                .forEach(entry -> said.add("nothing that " + entry.subject() + " issued is trusted (the authority "
                        + why(entry, now) + ")"));
        only(stopped, Use.REVOCATION_LIST)
                .forEach(entry -> said.add("what " + entry.subject()
                        + " issued is put off with 451 (its revocation list " + why(entry, now) + ")"));
        only(stopped, Use.WHITE_LIST_SIGNER)
                .forEach(entry -> said.add(
                        "the white list's signer needs its successor in white-list.signer (" + why(entry, now) + ")"));
        count(stopped, Use.BAL).ifPresent(bals -> said.add(bals + " BAL can no longer sign nor be encrypted to"));
        count(stopped, Use.LOGIN).ifPresent(bals -> said.add(bals + " applicative BAL can no longer log in"));
        count(stopped, Use.CORRESPONDENT)
                .ifPresent(people -> said.add(people + " correspondent(s) can no longer be encrypted to"));
        return said;
    }

    private static List<Entry> only(List<Entry> stopped, Use use) {
        return stopped.stream().filter(entry -> entry.use() == use).toList();
    }

    private static Optional<Integer> count(List<Entry> stopped, Use use) {
        Set<String> whom = only(stopped, use).stream()
                .map(entry -> entry.of().isEmpty() ? entry.file().toString() : entry.of())
                .collect(Collectors.toCollection(TreeSet::new));
        return whom.isEmpty() ? Optional.empty() : Optional.of(whom.size());
    }

    private static String why(Entry entry, Instant now) {
        if (entry.until().isEmpty() || !entry.status().equals(CertificateInventory.EXPIRED)) {
            return "is " + entry.status();
        }
        Duration left = Duration.between(now, entry.until().get());
        if (left.isNegative()) {
            return "expired on " + entry.until().get();
        }
        return "expires in " + (left.toDays() > 0 ? left.toDays() + " d" : left.toHours() + " h") + ", on "
                + entry.until().get();
    }
}

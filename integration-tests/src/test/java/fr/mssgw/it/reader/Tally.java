package fr.mssgw.it.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often another reader agrees, how often each named difference occurs, and what has no name. */
final class Tally {
    private final String reader;
    private final Map<ReaderDifference, Integer> named = new EnumMap<>(ReaderDifference.class);
    private final List<Disagreement> nameless = new ArrayList<>();
    private int mails;
    private int agreed;

    Tally(String reader) {
        this.reader = reader;
    }

    /** What was found in one mail. */
    void add(List<Disagreement> found) {
        mails++;
        agreed += found.isEmpty() ? 1 : 0;
        for (Disagreement disagreement : found) {
            ReaderDifference.of(disagreement)
                    .ifPresentOrElse(
                            difference -> named.merge(difference, 1, Integer::sum), () -> nameless.add(disagreement));
        }
    }

    /** Fails for what has no name, and where so few mails agree that the comparison says nothing. */
    void check() {
        System.out.println(reader + " agrees on " + agreed + " of " + mails + " mails; values that differ: " + named);
        assertThat(nameless)
                .as("%d differences from %s without a name", nameless.size(), reader)
                .isEmpty();
        assertThat(agreed).as("mails on which %s agrees in everything", reader).isGreaterThan(mails / 4);
    }
}

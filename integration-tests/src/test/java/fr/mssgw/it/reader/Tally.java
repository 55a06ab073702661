package fr.mssgw.it.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** How often another reader agrees, how often each named difference occurs, and what has no name. */
final class Tally {
    private final String reader;
    private final Function<Disagreement, Optional<String>> naming;
    private final Map<String, Integer> named = new TreeMap<>();
    private final List<Disagreement> nameless = new ArrayList<>();
    private int mails;
    private int agreed;

    /** @param naming the listed difference that explains what was found, if any */
    Tally(String reader, Function<Disagreement, Optional<String>> naming) {
        this.reader = reader;
        this.naming = naming;
    }

    /** What was found in one mail. */
    void add(List<Disagreement> found) {
        mails++;
        agreed += found.isEmpty() ? 1 : 0;
        for (Disagreement disagreement : found) {
            naming.apply(disagreement)
                    .ifPresentOrElse(name -> named.merge(name, 1, Integer::sum), () -> nameless.add(disagreement));
        }
    }

    /** The listed differences that occurred. */
    Set<String> occurred() {
        return named.keySet();
    }

    /** Fails for what has no name, and where so few mails agree that the comparison says nothing. */
    void check() {
        checkNames();
        assertThat(agreed).as("mails on which %s agrees in everything", reader).isGreaterThan(mails / 4);
    }

    /** Fails for what has no name. */
    void checkNames() {
        System.out.println(reader + " agrees on " + agreed + " of " + mails + " mails; values that differ: " + named);
        assertThat(nameless)
                .as("%d differences from %s without a name", nameless.size(), reader)
                .isEmpty();
    }
}

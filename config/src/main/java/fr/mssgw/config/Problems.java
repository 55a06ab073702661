package fr.mssgw.config;

import java.util.List;
import java.util.TreeSet;

/** Collects problems while files are read; keeps the first thousand and counts the others. */
final class Problems {

    private static final int KEPT = 1000;

    private final TreeSet<Problem> kept = new TreeSet<>();
    private int count;

    void add(Problem problem) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(problem);
        }
    }

    int count() {
        return count;
    }

    List<Problem> inReadingOrder() {
        return List.copyOf(kept);
    }
}

package fr.mssgw.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped key was meant to be: the known one at the smallest edit distance, if that is small. */
final class Nearest {

    private static final int LONGEST = 60;

    private Nearest() {}

    static Optional<String> of(String typed, Collection<String> known) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = typed.toLowerCase(Locale.ROOT).replace('_', '-');
        int tolerated = Math.max(1, Math.min(3, plain.length() / 3));
        return known.stream()
                .filter(word -> distance(plain, word) <= tolerated)
                .min(Comparator.comparingInt((String word) -> distance(plain, word))
                        .thenComparing(word -> word));
    }

    /** Levenshtein's distance, two rows at a time. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}

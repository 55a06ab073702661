package fr.mssgw.config;

import fr.mssgw.core.masking.Matricules;
import java.util.Comparator;

/**
 * Something to correct in the configuration, told as {@code file:line: key: advice} (docs/contract.md §1).
 *
 * @param file relative to the configuration directory, with {@code /}
 * @param line 1 for a whole file
 * @param key dotted path of the setting; entries of a list have no number, the line tells them apart
 * @param advice what is wrong and what to do; never a secret, and matricules are masked in it
 */
public record Problem(String file, int line, String key, String advice) implements Comparable<Problem> {

    private static final Comparator<Problem> IN_READING_ORDER = Comparator.comparing(
                    (Problem problem) -> !problem.file().equals(GatewayConfig.FILE))
            .thenComparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparing(Problem::key)
            .thenComparing(Problem::advice);

    public Problem {
        advice = Matricules.masked(advice);
    }

    @Override
    public int compareTo(Problem other) {
        return IN_READING_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return file + ":" + line + ": " + key + ": " + advice;
    }
}

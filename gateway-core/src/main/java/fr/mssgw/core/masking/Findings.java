package fr.mssgw.core.masking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where matricules stand in a text. Not thread-safe. */
final class Findings {
    private final List<Span> spans = new ArrayList<>();

    /** @param first the sex digit; {@code from} and {@code to} count the text's characters, {@code to} is not part of it */
    record Span(int from, int to, char first) {}

    void add(int from, int to, char first) {
        spans.add(new Span(from, to, first));
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /** In the text's order, those that overlap as one. */
    List<Span> merged() {
        spans.sort(Comparator.comparingInt(Span::from).thenComparingInt(span -> -span.to()));
        List<Span> merged = new ArrayList<>();
        for (Span span : spans) {
            Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null || span.from() >= last.to()) {
                merged.add(span);
            } else if (span.to() > last.to()) {
                merged.set(merged.size() - 1, new Span(last.from(), span.to(), last.first()));
            }
        }
        return merged;
    }
}

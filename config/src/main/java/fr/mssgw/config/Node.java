package fr.mssgw.config;

import java.util.List;
import java.util.Map;

/** A YAML value and the line it begins on. Scalars keep their text as written: the reader of a setting gives the type. */
sealed interface Node {

    int line();

    record Text(int line, String text) implements Node {}

    /** A key with nothing behind it, or {@code null}. */
    record Empty(int line) implements Node {}

    record Sequence(int line, List<Node> items) implements Node {}

    /** @param entries in order; a repeated key was reported and its first value kept */
    record Mapping(int line, Map<String, Entry> entries) implements Node {}

    record Entry(int line, Node value) {

        /** The line to show for this entry: that of a text, else that of the key. */
        int shownLine() {
            return value instanceof Text text ? text.line() : line;
        }
    }
}

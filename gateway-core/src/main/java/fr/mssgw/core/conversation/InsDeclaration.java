package fr.mssgw.core.conversation;

import java.util.List;

/**
 * What a message says of its patient's INS by {@code X-MSS-INS}: {@code O} the INS is qualified, {@code N} it is not
 * (docs/domain.md §6, ECO.2.4.* [2]). Noted, not judged.
 */
public enum InsDeclaration {
    QUALIFIED,
    NOT_QUALIFIED,
    /** No such field, or one that says neither, or fields that disagree. */
    NONE;

    /** @param values of {@code X-MSS-INS} */
    public static InsDeclaration of(List<String> values) {
        List<String> said = values.stream().map(String::strip).distinct().toList();
        if (said.equals(List.of("O"))) {
            return QUALIFIED;
        }
        return said.equals(List.of("N")) ? NOT_QUALIFIED : NONE;
    }
}

package fr.mssgw.store.mailbox;

import fr.mssgw.core.search.Folding;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A condition on messages that a query can decide: what its columns and indexes know. Made by the methods here only,
 * so that no text of a client ever becomes SQL.
 */
public final class MessageFilter {
    private final String sql;
    private final List<Object> values;

    private MessageFilter(String sql, List<Object> values) {
        this.sql = sql;
        this.values = List.copyOf(values);
    }

    public static MessageFilter all() {
        return new MessageFilter("TRUE", List.of());
    }

    /** @param flag one bit of {@link MessageFlags} */
    public static MessageFilter flag(int flag, boolean set) {
        return new MessageFilter("mm.flags & " + flag + (set ? " <> 0" : " = 0"), List.of());
    }

    public static MessageFilter keyword(String keyword, boolean set) {
        return new MessageFilter(
                (set ? "" : "NOT ") + "EXISTS (SELECT FROM unnest(mm.keywords) k WHERE lower(k) = lower(?))",
                List.of(keyword));
    }

    public static MessageFilter uids(long from, long to) {
        return new MessageFilter("mm.uid BETWEEN ? AND ?", List.of(from, to));
    }

    public static MessageFilter message(long messageId) {
        return new MessageFilter("mm.message_id = ?", List.of(messageId));
    }

    public static MessageFilter size(Comparison comparison, long octets) {
        return new MessageFilter("m.size " + comparison.sql + " ?", List.of(octets));
    }

    public static MessageFilter modseq(Comparison comparison, long modseq) {
        return new MessageFilter("mm.modseq " + comparison.sql + " ?", List.of(modseq));
    }

    public static MessageFilter internalDate(Comparison comparison, Instant at) {
        return new MessageFilter("mm.internal_date " + comparison.sql + " ?", List.of(at.atOffset(ZoneOffset.UTC)));
    }

    public static MessageFilter saveDate(Comparison comparison, Instant at) {
        return new MessageFilter("mm.save_date " + comparison.sql + " ?", List.of(at.atOffset(ZoneOffset.UTC)));
    }

    /** A field holds this text somewhere, accents and case aside; empty text: the field is there. */
    public static MessageFilter contains(Field field, String text) {
        String folded = Folding.fold(text);
        return folded.isEmpty()
                ? new MessageFilter(field.column + " <> ''", List.of())
                : new MessageFilter(
                        field.column + " LIKE ?", List.of("%" + folded.replaceAll("([\\\\%_])", "\\\\$1") + "%"));
    }

    /**
     * The words of this text stand one after the other, in whatever form of theirs, in one of these places.
     *
     * @param begun whether the last word may be only the beginning of one
     * @throws IllegalArgumentException where the text has no word
     */
    public static MessageFilter words(String text, Set<Place> places, boolean begun) {
        List<String> words = Folding.words(text);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a text without words cannot be looked for by words");
        }
        String weights = places.stream().map(place -> place.weight).collect(Collectors.joining());
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            terms.add(words.get(i) + ":" + (begun && i == words.size() - 1 ? "*" : "") + weights);
        }
        return new MessageFilter("t.words @@ to_tsquery('folded_french', ?)", List.of(String.join(" <-> ", terms)));
    }

    /** The day in the Date field compares so; false without one. */
    public static MessageFilter sentOn(Comparison comparison, LocalDate day) {
        return new MessageFilter("coalesce(t.sent_on " + comparison.sql + " ?, false)", List.of(day));
    }

    /** Columns with text of header fields. */
    public enum Field {
        SUBJECT("t.subject"),
        FROM("t.from_text"),
        TO("t.to_text"),
        CC("t.cc_text"),
        BCC("t.bcc_text"),
        MESSAGE_ID("t.mime_id");

        private final String column;

        Field(String column) {
            this.column = column;
        }
    }

    /** Where words stand in a message. */
    public enum Place {
        SUBJECT("A"),
        /** Addresses, and all fields but the subject. */
        HEADER("B"),
        FILE_NAMES("C"),
        TEXT("D");

        private final String weight;

        Place(String weight) {
            this.weight = weight;
        }
    }

    public static MessageFilter and(List<MessageFilter> filters) {
        return join(filters, " AND ", "TRUE");
    }

    public static MessageFilter or(List<MessageFilter> filters) {
        return join(filters, " OR ", "FALSE");
    }

    public MessageFilter not() {
        return new MessageFilter("NOT (" + sql + ")", values);
    }

    private static MessageFilter join(List<MessageFilter> filters, String word, String none) {
        List<Object> values = new ArrayList<>();
        filters.forEach(filter -> values.addAll(filter.values));
        return filters.isEmpty()
                ? new MessageFilter(none, values)
                : new MessageFilter(
                        filters.stream().map(f -> "(" + f.sql + ")").collect(Collectors.joining(word)), values);
    }

    String sql() {
        return sql;
    }

    /** Whether it looks at {@link SearchTexts}. */
    public boolean readsText() {
        return sql.contains("t.");
    }

    /** The tables that the condition needs beside the folder's rows, joined. */
    String joins() {
        return (sql.contains("m.size") ? "JOIN message m ON m.id = mm.message_id " : "") + textJoin();
    }

    /** The table of texts, joined where the condition needs it. */
    String textJoin() {
        return readsText() ? "JOIN message_text t ON t.message_id = mm.message_id " : "";
    }

    List<Object> values() {
        return values;
    }

    /** How a value compares. */
    public enum Comparison {
        LESS("<"),
        EQUAL("="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String sql;

        Comparison(String sql) {
            this.sql = sql;
        }
    }
}

package fr.mssgw.store.mailbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition on messages that a query can decide: everything but what stands in header and body. Made by the methods
 * here only, so that no text of a client ever becomes SQL.
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

package fr.mssgw.imap.james.list;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.Tag;
import org.apache.james.imap.api.message.StatusDataItems.StatusItem;
import org.apache.james.imap.message.request.AbstractImapRequest;

/** A LIST command as a client wrote it. */
final class Asked extends AbstractImapRequest {
    private final String reference;
    private final List<String> patterns;
    private final boolean extended;
    private final Set<Criterion> criteria;
    private final boolean recursive;
    private final Set<Item> items;
    private final Set<StatusItem> status;

    /** Folders are chosen by these, all of them together. */
    enum Criterion {
        SUBSCRIBED("SUBSCRIBED"),
        SPECIAL_USE("SPECIAL-USE");

        private final String wire;

        Criterion(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    /** What is told of a folder beside what is told always: its children, and what it is for. */
    enum Item {
        SUBSCRIBED,
        MYRIGHTS,
        STATUS
    }

    /**
     * @param extended whether anything of RFC 5258 was used, which makes an empty pattern one like others
     * @param recursive whether folders are shown for what lies below them
     * @param status items to tell where {@code items} has {@link Item#STATUS}
     */
    Asked(
            Tag tag,
            String reference,
            List<String> patterns,
            boolean extended,
            Set<Criterion> criteria,
            boolean recursive,
            Set<Item> items,
            Set<StatusItem> status) {
        super(tag, ImapConstants.LIST_COMMAND);
        this.reference = reference;
        this.patterns = List.copyOf(patterns);
        this.extended = extended;
        this.criteria = criteria.isEmpty() ? EnumSet.noneOf(Criterion.class) : EnumSet.copyOf(criteria);
        this.recursive = recursive;
        this.items = Set.copyOf(items);
        this.status = Set.copyOf(status);
    }

    String reference() {
        return reference;
    }

    List<NamePattern> patterns() {
        return patterns.stream()
                .map(pattern -> NamePattern.of(reference, pattern))
                .toList();
    }

    /** Whether only the delimiter and the root of the reference are wanted (RFC 3501 §6.3.8). */
    boolean asksForRoot() {
        return !extended && patterns.get(0).isEmpty();
    }

    boolean extended() {
        return extended;
    }

    /** In the order in which they are written to clients. */
    Set<Criterion> criteria() {
        return criteria;
    }

    boolean recursive() {
        return recursive;
    }

    boolean wants(Item item) {
        return items.contains(item);
    }

    /** Empty: no STATUS is wanted. */
    Optional<Set<StatusItem>> status() {
        return items.contains(Item.STATUS) ? Optional.of(status) : Optional.empty();
    }

    @Override
    public String toString() {
        return "LIST of " + patterns.size() + " patterns, " + criteria + ", " + items;
    }
}

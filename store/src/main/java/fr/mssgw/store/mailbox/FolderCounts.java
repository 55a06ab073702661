package fr.mssgw.store.mailbox;

import fr.mssgw.core.identity.Rpps;
import fr.mssgw.store.sql.Database;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts what several folders hold, in one query. Blocking; thread-safe; throws StoreUnavailable. */
public final class FolderCounts {
    private final Transactions transactions;
    private final SeenView seen;

    /** What is counted. */
    public enum Count {
        MESSAGES("SELECT count(*) FROM mailbox_message mm WHERE mm.mailbox_id = f.id"),
        RECENT("SELECT count(*) FROM mailbox_message mm WHERE mm.mailbox_id = f.id AND mm.flags & 16 = 16"),
        /** As the person sees it. */
        UNSEEN("SELECT count(*) FROM %s mm WHERE mm.mailbox_id = f.id AND mm.flags & 32 = 0"),
        OCTETS("SELECT coalesce(sum(m.size), 0) FROM mailbox_message mm JOIN message m ON m.id = mm.message_id "
                + "WHERE mm.mailbox_id = f.id"),
        DELETED("SELECT count(*) FROM mailbox_message mm WHERE mm.mailbox_id = f.id AND mm.flags & 2 = 2"),
        DELETED_OCTETS("SELECT coalesce(sum(m.size), 0) FROM mailbox_message mm JOIN message m ON m.id = mm.message_id "
                + "WHERE mm.mailbox_id = f.id AND mm.flags & 2 = 2");

        private final String sql;

        Count(String sql) {
            this.sql = sql;
        }
    }

    public FolderCounts(Database database) {
        this(new Transactions(database), SeenView.OF_ALL);
    }

    private FolderCounts(Transactions transactions, SeenView seen) {
        this.transactions = transactions;
        this.seen = seen;
    }

    /** The same, with this person's own {@code \Seen}; empty: with the one of all. */
    public FolderCounts seenBy(Optional<Rpps> person) {
        return person.isEmpty() ? this : new FolderCounts(transactions, new SeenView(person));
    }

    /** By {@code mailbox.id}, for each folder that is still there; an empty map where nothing is wanted. */
    public Map<Long, Map<Count, Long>> of(Collection<Long> folders, Set<Count> wanted) {
        Map<Long, Map<Count, Long>> counts = new HashMap<>();
        if (wanted.isEmpty()) {
            folders.forEach(id -> counts.put(id, Map.of()));
            return counts;
        }
        String columns = wanted.stream()
                .map(count -> ", (" + count.sql.formatted(seen.messages()) + ") AS \"" + count + "\"")
                .collect(Collectors.joining());
        transactions
                .read("counting messages of folders", handle -> handle.createQuery(
                                "SELECT f.id" + columns + " FROM mailbox f WHERE f.id = ANY (:folders)")
                        .bindArray("folders", Long.class, List.copyOf(folders))
                        .map((rs, context) -> {
                            Map<Count, Long> of = new EnumMap<>(Count.class);
                            for (Count count : wanted) {
                                of.put(count, rs.getLong(count.name()));
                            }
                            return Map.entry(rs.getLong("id"), of);
                        })
                        .list())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }
}

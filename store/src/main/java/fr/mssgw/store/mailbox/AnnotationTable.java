package fr.mssgw.store.mailbox;

import fr.mssgw.store.sql.Database;
import java.util.Map;
import java.util.TreeMap;

/** Annotations of folders (RFC 5464). Blocking; thread-safe; throws StoreUnavailable. */
public final class AnnotationTable {
    private final Transactions transactions;

    public AnnotationTable(Database database) {
        this.transactions = new Transactions(database);
    }

    /** All of a folder, by key. */
    public Map<String, String> all(long mailboxId) {
        Map<String, String> found = new TreeMap<>();
        transactions
                .read("reading annotations", handle -> handle.createQuery(
                                "SELECT key, value FROM mailbox_annotation WHERE mailbox_id = :id")
                        .bind("id", mailboxId)
                        .map((rs, context) -> Map.entry(rs.getString("key"), rs.getString("value")))
                        .list())
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    public void put(long mailboxId, String key, String value) {
        transactions.run(
                "writing an annotation",
                handle -> handle.execute(
                        "INSERT INTO mailbox_annotation (mailbox_id, key, value) VALUES (?, ?, ?) "
                                + "ON CONFLICT (mailbox_id, key) DO UPDATE SET value = excluded.value",
                        mailboxId,
                        key,
                        value));
    }

    public void remove(long mailboxId, String key) {
        transactions.run(
                "removing an annotation",
                handle -> handle.execute(
                        "DELETE FROM mailbox_annotation WHERE mailbox_id = ? AND key = ?", mailboxId, key));
    }
}

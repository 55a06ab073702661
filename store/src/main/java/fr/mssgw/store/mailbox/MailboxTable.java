package fr.mssgw.store.mailbox;

import fr.mssgw.store.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Folders, subscriptions, annotations and the usage of a BAL. Blocking; thread-safe; throws StoreUnavailable. */
public final class MailboxTable {
    private static final String SELECT =
            "SELECT id, bal, name, uid_validity, last_uid, highest_modseq, acl FROM mailbox ";

    private final Transactions transactions;

    public MailboxTable(Database database) {
        this.transactions = new Transactions(database);
    }

    public Optional<MailboxRow> find(String bal, String name) {
        return transactions.read("looking for a folder", handle -> find(handle, bal, name));
    }

    static Optional<MailboxRow> find(Handle handle, String bal, String name) {
        return handle.createQuery(SELECT + "WHERE bal = :bal AND name = :name")
                .bind("bal", bal)
                .bind("name", name)
                .map(MailboxTable::row)
                .findOne();
    }

    /** A folder that clients show; the one that is there already, if somebody has just made it. */
    static MailboxRow createSubscribed(Handle handle, String bal, String name, long uidValidity) {
        Optional<MailboxRow> made = insert(handle, bal, name, uidValidity);
        subscribe(handle, bal, name);
        return made.or(() -> find(handle, bal, name)).orElseThrow();
    }

    public Optional<MailboxRow> find(long id) {
        return transactions.read("looking for a folder", handle -> handle.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id)
                .map(MailboxTable::row)
                .findOne());
    }

    public List<MailboxRow> ofBal(String bal) {
        return transactions.read(
                "listing folders", handle -> handle.createQuery(SELECT + "WHERE bal = :bal ORDER BY name")
                        .bind("bal", bal)
                        .map(MailboxTable::row)
                        .list());
    }

    /** Folders on which somebody was given rights. */
    public List<MailboxRow> shared() {
        return transactions.read("listing shared folders", handle -> handle.createQuery(SELECT + "WHERE acl <> ''")
                .map(MailboxTable::row)
                .list());
    }

    public List<MailboxRow> all() {
        return transactions.read("listing folders", handle -> handle.createQuery(SELECT + "ORDER BY bal, name")
                .map(MailboxTable::row)
                .list());
    }

    /** Empty when there is one of that name. */
    public Optional<MailboxRow> create(String bal, String name, long uidValidity) {
        return transactions.write("making a folder", handle -> insert(handle, bal, name, uidValidity));
    }

    /** Makes and subscribes those that are missing; a folder that the client unsubscribed stays so. */
    public void createMissing(String bal, Collection<String> names, long uidValidity) {
        List<String> missing = new ArrayList<>(names);
        missing.removeAll(ofBal(bal).stream().map(MailboxRow::name).toList());
        if (missing.isEmpty() && isSubscribedToAny(bal)) {
            return;
        }
        boolean first = !isSubscribedToAny(bal);
        transactions.run("making the folders of a BAL", handle -> {
            for (String name : missing) {
                insert(handle, bal, name, uidValidity);
            }
            for (String name : first ? names : missing) {
                subscribe(handle, bal, name);
            }
        });
    }

    private boolean isSubscribedToAny(String bal) {
        return transactions.read("reading subscriptions", handle -> handle.createQuery(
                        "SELECT EXISTS (SELECT FROM subscription WHERE bal = :bal)")
                .bind("bal", bal)
                .mapTo(Boolean.class)
                .one());
    }

    private static Optional<MailboxRow> insert(Handle handle, String bal, String name, long uidValidity) {
        return handle.createQuery("INSERT INTO mailbox (bal, name, uid_validity) VALUES (:bal, :name, :validity) "
                        + "ON CONFLICT (bal, name) DO NOTHING "
                        + "RETURNING id, bal, name, uid_validity, last_uid, highest_modseq, acl")
                .bind("bal", bal)
                .bind("name", name)
                .bind("validity", uidValidity)
                .map(MailboxTable::row)
                .findOne();
    }

    /** False when the name is taken, or the folder is gone. */
    public boolean rename(long id, String bal, String name) {
        return transactions.write("renaming a folder", handle -> {
            boolean taken = handle.createQuery("SELECT EXISTS (SELECT FROM mailbox WHERE bal = :bal AND name = :name)")
                    .bind("bal", bal)
                    .bind("name", name)
                    .mapTo(Boolean.class)
                    .one();
            return !taken
                    && handle.createUpdate("UPDATE mailbox SET bal = :bal, name = :name WHERE id = :id")
                                    .bind("bal", bal)
                                    .bind("name", name)
                                    .bind("id", id)
                                    .execute()
                            == 1;
        });
    }

    /** Deletes a folder with what is in it; returns how many messages that were. */
    public long delete(long id) {
        return transactions.write("deleting a folder", handle -> {
            Optional<MailboxRow> row = handle.createQuery(SELECT + "WHERE id = :id FOR UPDATE")
                    .bind("id", id)
                    .map(MailboxTable::row)
                    .findOne();
            if (row.isEmpty()) {
                return 0L;
            }
            MailboxUsage held = handle.createQuery(
                            "SELECT coalesce(sum(m.size), 0) AS octets, count(*) AS messages "
                                    + "FROM mailbox_message mm JOIN message m ON m.id = mm.message_id WHERE mm.mailbox_id = :id")
                    .bind("id", id)
                    .map((rs, context) -> new MailboxUsage(rs.getLong("octets"), rs.getLong("messages")))
                    .one();
            Expunged.keepAll(handle, row.get());
            handle.execute("DELETE FROM mailbox WHERE id = ?", id);
            addUsage(handle, row.get().bal(), -held.octets(), -held.messages());
            return held.messages();
        });
    }

    public boolean hasChildren(String bal, String name) {
        String prefix = name + ".";
        return transactions.read("looking for folders below another", handle -> handle.createQuery(
                        "SELECT EXISTS (SELECT FROM mailbox WHERE bal = :bal AND left(name, :length) = :prefix)")
                .bind("bal", bal)
                .bind("length", prefix.length())
                .bind("prefix", prefix)
                .mapTo(Boolean.class)
                .one());
    }

    public void setAcl(long id, String acl) {
        transactions.run(
                "changing rights on a folder",
                handle -> handle.execute("UPDATE mailbox SET acl = ? WHERE id = ?", acl, id));
    }

    public MailboxUsage usage(String bal) {
        return transactions
                .read("reading the usage of a BAL", handle -> handle.createQuery(
                                "SELECT octets, messages FROM bal_usage WHERE bal = :bal")
                        .bind("bal", bal)
                        .map((rs, context) -> new MailboxUsage(rs.getLong("octets"), rs.getLong("messages")))
                        .findOne())
                .orElse(new MailboxUsage(0, 0));
    }

    /** Of several BAL, by address; those that never held anything are missing. */
    public Map<String, MailboxUsage> usages(Collection<String> bals) {
        Map<String, MailboxUsage> found = new HashMap<>();
        transactions
                .read("reading the usage of BAL", handle -> handle.createQuery(
                                "SELECT bal, octets, messages FROM bal_usage WHERE bal = ANY (:bals)")
                        .bindArray("bals", String.class, List.copyOf(bals))
                        .map((rs, context) -> Map.entry(
                                rs.getString("bal"), new MailboxUsage(rs.getLong("octets"), rs.getLong("messages"))))
                        .list())
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    public List<String> subscriptions(String bal) {
        return transactions.read("reading subscriptions", handle -> handle.createQuery(
                        "SELECT name FROM subscription WHERE bal = :bal ORDER BY name")
                .bind("bal", bal)
                .mapTo(String.class)
                .list());
    }

    public void subscribe(String bal, String name) {
        transactions.run("subscribing to a folder", handle -> subscribe(handle, bal, name));
    }

    public void unsubscribe(String bal, String name) {
        transactions.run(
                "unsubscribing from a folder",
                handle -> handle.execute("DELETE FROM subscription WHERE bal = ? AND name = ?", bal, name));
    }

    private static void subscribe(Handle handle, String bal, String name) {
        handle.execute("INSERT INTO subscription (bal, name) VALUES (?, ?) ON CONFLICT DO NOTHING", bal, name);
    }

    static void addUsage(Handle handle, String bal, long octets, long messages) {
        if (octets != 0 || messages != 0) {
            handle.execute(
                    "INSERT INTO bal_usage (bal, octets, messages) VALUES (?, ?, ?) ON CONFLICT (bal) DO UPDATE SET "
                            + "octets = bal_usage.octets + excluded.octets, "
                            + "messages = bal_usage.messages + excluded.messages",
                    bal,
                    octets,
                    messages);
        }
    }

    static MailboxRow row(ResultSet rs, StatementContext context) throws SQLException {
        return new MailboxRow(
                rs.getLong("id"),
                rs.getString("bal"),
                rs.getString("name"),
                rs.getLong("uid_validity"),
                rs.getLong("last_uid"),
                rs.getLong("highest_modseq"),
                rs.getString("acl"));
    }
}

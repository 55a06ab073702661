package fr.mssgw.store.mailbox;

import fr.mssgw.core.search.Folding;
import fr.mssgw.store.sql.Database;
import java.util.List;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The texts that SEARCH looks at, and the messages whose text is still to be read. Blocking; thread-safe. */
public final class SearchTexts {
    /** Characters of a field and of all readable text that are kept. */
    private static final int LONGEST_FIELD = 20_000;

    /** Well below the 1 MiB that PostgreSQL takes for one message's words. */
    public static final int LONGEST_TEXT = 200_000;

    /** Octets of a body that come with its row: most bodies whole. */
    private static final int BEGINNING = 32 * 1024;

    private static final String PENDING =
            "SELECT m.id, m.header, m.body_id, m.size - octet_length(m.header) AS octets, "
                    + "substring(b.content FOR " + BEGINNING + ") AS beginning "
                    + "FROM text_pending p JOIN message m ON m.id = p.message_id JOIN body b ON b.id = m.body_id ";
    private static final String LIMITED = "ORDER BY p.message_id LIMIT :most";

    private final Transactions transactions;

    /**
     * A message whose text is still to be read.
     *
     * @param beginning the first octets of its body
     */
    public record Pending(long messageId, byte[] header, long bodyId, long bodyOctets, byte[] beginning) {}

    /** The text of a message, which {@link #keep} stores. */
    public record Read(long messageId, SearchableText text) {}

    public SearchTexts(Database database) {
        this.transactions = new Transactions(database);
    }

    /** The next ones of all folders; also those that are found already, but not by all that they hold. */
    public List<Pending> pending(int most) {
        return transactions.read(
                "looking for messages that no search finds yet",
                handle -> pending(handle.createQuery(PENDING + LIMITED).bind("most", most)));
    }

    /** The next ones of one folder that no search finds yet. */
    public List<Pending> pendingIn(long mailboxId, int most) {
        return transactions.read(
                "looking for messages that no search finds yet",
                handle -> pending(handle.createQuery(PENDING
                                + "WHERE EXISTS (SELECT FROM mailbox_message mm WHERE mm.message_id = p.message_id "
                                + "AND mm.mailbox_id = :mailbox) "
                                + "AND NOT EXISTS (SELECT FROM message_text t WHERE t.message_id = p.message_id) "
                                + LIMITED)
                        .bind("mailbox", mailboxId)
                        .bind("most", most)));
    }

    private static List<Pending> pending(Query query) {
        return query.map((rs, context) -> new Pending(
                        rs.getLong("id"),
                        rs.getBytes("header"),
                        rs.getLong("body_id"),
                        rs.getLong("octets"),
                        rs.getBytes("beginning")))
                .list();
    }

    /** Forgets messages that went before their text was read. */
    public void forgetGone() {
        transactions.run(
                "forgetting messages that are gone",
                handle -> handle.execute("DELETE FROM text_pending p "
                        + "WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = p.message_id)"));
    }

    /**
     * Keeps texts in place of those kept before, unless the message is gone. Nobody waits for them to be on disk: what a
     * crash takes away is pending again.
     *
     * @param read in ascending order of message, as {@link #pending} gives them, so that two nodes never wait for each
     *     other
     */
    public void keep(List<Read> read) {
        transactions.run("keeping what a search looks at", handle -> {
            handle.execute("SET LOCAL synchronous_commit = off");
            PreparedBatch batch = handle.prepareBatch(
                    "INSERT INTO message_text (message_id, subject, from_text, to_text, cc_text, bcc_text, "
                            + "mime_id, sent_on, words) SELECT m.id, :subject, :from, :to, :cc, :bcc, :mime, :sent, "
                            + "setweight(to_tsvector('folded_french', :subjectWords), 'A') "
                            + "|| setweight(to_tsvector('folded_french', :headerWords), 'B') "
                            + "|| setweight(to_tsvector('folded_french', :nameWords), 'C') "
                            + "|| to_tsvector('folded_french', :textWords) "
                            + "FROM message m WHERE m.id = :id FOR KEY SHARE ON CONFLICT (message_id) DO UPDATE SET "
                            + "subject = excluded.subject, from_text = excluded.from_text, to_text = excluded.to_text, "
                            + "cc_text = excluded.cc_text, bcc_text = excluded.bcc_text, mime_id = excluded.mime_id, "
                            + "sent_on = excluded.sent_on, words = excluded.words");
            read.forEach(one -> add(batch, one.messageId(), one.text()));
            batch.execute();
            handle.createUpdate("DELETE FROM text_pending WHERE message_id = ANY (:ids)")
                    .bindArray(
                            "ids",
                            Long.class,
                            read.stream().map(Read::messageId).toList())
                    .execute();
        });
    }

    private static void add(PreparedBatch batch, long messageId, SearchableText text) {
        batch.bind("id", messageId)
                .bind("subject", folded(text.subject()))
                .bind("from", folded(text.from()))
                .bind("to", folded(text.to()))
                .bind("cc", folded(text.cc()))
                .bind("bcc", folded(text.bcc()))
                .bind("mime", folded(text.messageId()))
                .bind("sent", text.sentOn().orElse(null))
                .bind("subjectWords", words(text.subject(), LONGEST_FIELD))
                .bind(
                        "headerWords",
                        words(
                                String.join(" ", text.from(), text.to(), text.cc(), text.bcc(), text.otherFields()),
                                LONGEST_FIELD))
                .bind("nameWords", words(text.fileNames(), LONGEST_FIELD))
                .bind("textWords", words(text.text(), LONGEST_TEXT))
                .add();
    }

    private static String folded(String text) {
        return Folding.fold(cut(text, LONGEST_FIELD)).replace("\0", "");
    }

    private static String words(String text, int longest) {
        return String.join(" ", Folding.words(cut(text, longest)));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}

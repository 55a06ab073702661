package fr.mssgw.store.pharmacy;

import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.pharmacy.AwaitedAnswer;
import fr.mssgw.core.pharmacy.Reminding;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.sql.Arguments;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.OneByOne;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that pharmacies owe patients, and the reminders of them. A reminder is delivered in the transaction that
 * moves its rows on, under the lock of the pharmacy's row of {@code pharmacy_watch}: whichever node comes, it is written
 * once, and a crash leaves it to be written. That an answer was given is looked up when the reminder is due, not noted
 * when it is given: no other way through the store has to know of this one. Thread-safe.
 */
public final class AwaitedAnswers {
    private static final int BALS_AT_ONCE = 100;
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_RECOUNTED = 10_000;

    /** What ends the wait for the answer to one message, besides its row: see {@link #HANDLED}. */
    private static final String COPIES = " FROM message m JOIN mailbox_message mm ON mm.message_id = m.id"
            + " JOIN mailbox b ON b.id = mm.mailbox_id"
            + " WHERE m.queue_id = a.queue_id AND b.bal = a.bal AND b.name <> ?";

    /** The second copy that the delivery itself put into the patient's folder: whoever files or keeps one moved it. */
    private static final String AUTOMATIC = " AND NOT (b.name LIKE 'Patients.%' AND mm.save_date = mm.internal_date)";

    /** The message was expunged, not thrown away, and can still be had back. */
    private static final String CAN_BE_HAD_BACK = "EXISTS (SELECT FROM message m JOIN expunged_message x"
            + " ON x.message_id = m.id WHERE m.queue_id = a.queue_id AND x.bal = a.bal AND x.folder <> ?)";

    /** Nobody is reminded of what is out of sight; {@link #resume} takes it up again. */
    private static final String SUSPEND =
            "UPDATE awaited_answer a SET due_at = 'infinity' WHERE a.bal = ?" + " AND a.due_at < 'infinity' AND "
                    + CAN_BE_HAD_BACK + " AND NOT EXISTS (SELECT" + COPIES + AUTOMATIC + ")";

    private static final String RESUME = "UPDATE awaited_answer a SET due_at = :at WHERE a.bal = :bal"
            + " AND a.due_at = 'infinity' AND a.queue_id IN (SELECT m.queue_id FROM expunged_message e"
            + " JOIN message m ON m.id = e.message_id WHERE e.id = ANY (:ids) AND e.folder <> :trash)";

    /**
     * Gone: what the professional answered or ended since, what no folder but the trash holds any more, and what somebody
     * marked as answered or took over.
     */
    private static final String HANDLED = "DELETE FROM awaited_answer a WHERE a.bal = ? AND ("
            + "EXISTS (SELECT FROM conversation_event e WHERE e.conversation_id = a.conversation_id"
            + " AND (e.cause = 'PROFESSIONAL_WROTE' OR e.cause LIKE 'CLOSED\\_%')"
            + " AND e.id > (SELECT max(p.id) FROM conversation_event p"
            + " WHERE p.conversation_id = a.conversation_id AND p.queue_id = a.queue_id))"
            + " OR NOT " + CAN_BE_HAD_BACK + " AND NOT EXISTS (SELECT" + COPIES + AUTOMATIC + ")"
            + " OR EXISTS (SELECT" + COPIES + " AND (mm.flags & 1 = 1 OR EXISTS ("
            + "SELECT FROM unnest(mm.keywords) AS k (word) WHERE lower(k.word) LIKE '$mss\\_taken\\_%'))))";

    /** Says who is told what; pure. */
    public interface Reminder {
        /** @param waiting the longest first */
        Reminding remind(MssAddress bal, List<AwaitedAnswer> waiting, Instant now);
    }

    private static final Logger LOG = LoggerFactory.getLogger(AwaitedAnswers.class);

    private final Database database;
    private final SqlDeliveries deliveries;
    private final OneByOne oneByOne;

    public AwaitedAnswers(Database database, SqlDeliveries deliveries) {
        this(database, deliveries, new OneByOne(database::answers, LOG));
    }

    AwaitedAnswers(Database database, SqlDeliveries deliveries, OneByOne oneByOne) {
        this.database = database;
        this.deliveries = deliveries;
        this.oneByOne = oneByOne;
    }

    /**
     * Counts anew when the team is to be reminded of each patient who waits, since the pharmacy's hours or target have
     * changed. When somebody else is told after a reminder stays as it was.
     *
     * @param answerBy when it is due, by when the patient wrote; empty: as it was
     * @return false where another node is at it
     */
    public boolean recount(MssAddress bal, Function<Instant, Optional<Instant>> answerBy) {
        return database.transaction("counting anew when answers are owed", connection -> {
            if (!Watch.lock(connection, bal.wireForm())) {
                return false;
            }
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE awaited_answer SET due_at = ? WHERE bal = ? AND since = ?"
                            + " AND NOT reminded AND due_at <> ? AND due_at < 'infinity'")) {
                for (Instant since : since(connection, bal)) {
                    Optional<Instant> due = answerBy.apply(since);
                    if (due.isPresent()) {
                        Arguments arguments = new Arguments(connection, update);
                        arguments.instant(due.get());
                        arguments.text(bal.wireForm());
                        arguments.instant(since);
                        arguments.instant(due.get());
                        update.addBatch();
                    }
                }
                update.executeBatch();
            }
            return true;
        });
    }

    private static List<Instant> since(Connection connection, MssAddress bal) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT DISTINCT since FROM awaited_answer WHERE bal = ? AND NOT reminded"
                        + " ORDER BY since LIMIT " + MOST_RECOUNTED)) {
            query.setString(1, bal.wireForm());
            List<Instant> since = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    since.add(rows.getObject(1, OffsetDateTime.class).toInstant());
                }
            }
            return since;
        }
    }

    /** Delivers the reminders that are due; a pharmacy that cannot be reminded keeps no other from its reminder. */
    public void remind(Instant now, Reminder reminder) {
        oneByOne.each(due(now), bal -> bal, "A pharmacy was not reminded of patients who wait", bal -> {
            Optional<SqlDeliveries.Written> written =
                    database.transaction("reminding a pharmacy", connection -> remind(connection, bal, now, reminder));
            written.ifPresent(deliveries::tell);
        });
    }

    /**
     * Reminds again of messages that are put back, in the transaction that does so and before it locks a folder; where
     * they were answered meanwhile, the next look finds it.
     *
     * @param ids of {@code expunged_message}
     */
    public static void resume(Handle handle, String bal, List<Long> ids, Instant at) {
        handle.createUpdate(RESUME)
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .bind("bal", bal)
                .bind("trash", Folders.TRASH)
                .bindArray("ids", Long.class, ids)
                .execute();
    }

    private List<String> due(Instant now) {
        return database.run("looking for answers that are owed", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT DISTINCT bal FROM awaited_answer WHERE due_at <= ? AND bal <> ALL (?) LIMIT "
                            + BALS_AT_ONCE)) {
                Arguments arguments = new Arguments(connection, query);
                arguments.instant(now);
                arguments.array("text", oneByOne.postponed().toArray());
                List<String> bals = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        bals.add(rows.getString(1));
                    }
                }
                return bals;
            }
        });
    }

    private Optional<SqlDeliveries.Written> remind(Connection connection, String bal, Instant now, Reminder reminder)
            throws SQLException {
        if (!Watch.lock(connection, bal)) {
            return Optional.empty(); // another node is at it
        }
        try (PreparedStatement delete = connection.prepareStatement(HANDLED);
                PreparedStatement suspend = connection.prepareStatement(SUSPEND)) {
            delete.setString(1, bal);
            delete.setString(2, Folders.TRASH);
            delete.setString(3, Folders.TRASH);
            delete.setString(4, Folders.TRASH);
            delete.executeUpdate();
            suspend.setString(1, bal);
            suspend.setString(2, Folders.TRASH);
            suspend.setString(3, Folders.TRASH);
            suspend.executeUpdate();
        }
        List<AwaitedAnswer> waiting = waiting(connection, bal, now);
        if (waiting.stream().noneMatch(AwaitedAnswer::due)) {
            return Optional.empty();
        }
        Reminding reminding = reminder.remind(MssAddress.parse(bal), waiting, now);
        for (AwaitedAnswer one : waiting) {
            if (one.due() && one.reminded()) {
                end(connection, one, bal);
            }
        }
        for (AwaitedAnswer one : waiting) {
            if (one.due() && !one.reminded()) {
                Instant next = reminding.next().get(one.conversation());
                if (next == null) {
                    end(connection, one, bal);
                } else {
                    remindNamed(connection, one, bal, next);
                }
            }
        }
        return Optional.of(deliveries.writeWithin(connection, reminding.mails()));
    }

    /**
     * One entry for each exchange and stage: messages that wait for their first reminder are told of together, and apart
     * from those of which the team was told before.
     */
    private static List<AwaitedAnswer> waiting(Connection connection, String bal, Instant now) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT c.id, c.ins, min(a.since), bool_or(a.due_at <= ?), a.reminded FROM awaited_answer a"
                        + " JOIN conversation c ON c.id = a.conversation_id WHERE a.bal = ? AND a.due_at < 'infinity'"
                        + " GROUP BY c.id, c.ins, a.reminded ORDER BY bool_or(a.due_at <= ?) DESC, min(a.since), c.id LIMIT "
                        + MOST_WAITING)) {
            Arguments arguments = new Arguments(connection, query);
            arguments.instant(now);
            arguments.text(bal);
            arguments.instant(now);
            List<AwaitedAnswer> waiting = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Optional<InsAddress> patient = patient(rows.getString(2));
                    if (patient.isEmpty()) {
                        putAside(connection, rows.getLong(1), bal);
                        continue;
                    }
                    waiting.add(new AwaitedAnswer(
                            rows.getLong(1),
                            patient.get(),
                            rows.getObject(3, OffsetDateTime.class).toInstant(),
                            rows.getBoolean(4),
                            rows.getBoolean(5)));
                }
            }
            return waiting;
        }
    }

    private static Optional<InsAddress> patient(String matricule) {
        try {
            return Optional.of(new InsAddress(matricule));
        } catch (MalformedAddress e) {
            return Optional.empty();
        }
    }

    /** One that nobody can be told of, so that it holds no other back. */
    private static void putAside(Connection connection, long conversation, String bal) throws SQLException {
        LOG.error("the patient of conversation {} has no matricule, nobody is reminded of it", conversation);
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE awaited_answer SET due_at = 'infinity' WHERE conversation_id = ? AND bal = ?")) {
            Arguments arguments = new Arguments(connection, update);
            arguments.object(conversation);
            arguments.text(bal);
            update.executeUpdate();
        }
    }

    /** All were told who are to be told of this stage: nobody is told again. */
    private static void end(Connection connection, AwaitedAnswer told, String bal) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM awaited_answer WHERE conversation_id = ? AND bal = ? AND reminded = ?")) {
            Arguments arguments = new Arguments(connection, delete);
            arguments.object(told.conversation());
            arguments.text(bal);
            arguments.object(told.reminded());
            delete.executeUpdate();
        }
    }

    /** The team was told, the named person is later. */
    private static void remindNamed(Connection connection, AwaitedAnswer told, String bal, Instant at)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE awaited_answer SET due_at = ?, reminded = true"
                        + " WHERE conversation_id = ? AND bal = ? AND NOT reminded")) {
            Arguments arguments = new Arguments(connection, update);
            arguments.instant(at);
            arguments.object(told.conversation());
            arguments.text(bal);
            update.executeUpdate();
        }
    }
}

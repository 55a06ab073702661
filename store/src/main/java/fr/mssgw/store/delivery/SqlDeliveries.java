package fr.mssgw.store.delivery;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.AbsenceAnswer;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.SqlErrors;
import fr.mssgw.store.sql.UnsureCommits;
import fr.mssgw.store.sql.UnsureCommits.AnswerLost;
import fr.mssgw.store.sql.WorkSignal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one transaction per message. A delivery whose bodies are small is a single statement that commits itself: one
 * round trip. Larger bodies are streamed first, in the same transaction.
 *
 * <p>Deadlocks and serialization failures are tried again, a few times. When the connection breaks before the answer
 * to the commit, the database is asked whether the delivery is there as soon as this can be known ({@link
 * UnsureCommits}), so that the sender is not made to send it twice.
 */
public final class SqlDeliveries implements Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(SqlDeliveries.class);
    /** For a server that starts again to answer; a client waits for the reply to DATA for minutes (RFC 5321 §4.5.3.2.6). */
    private static final Duration UNSURE_FOR = Duration.ofSeconds(30);

    private final Database database;
    private final QuotaOf quota;
    private final MailboxListener listener;
    private final WorkSignal queued = new WorkSignal();

    public SqlDeliveries(Database database, QuotaOf quota, MailboxListener listener) {
        this.database = database;
        this.quota = quota;
        this.listener = listener;
    }

    /** Raised after a commit that put something into the queue. */
    public WorkSignal queued() {
        return queued;
    }

    @Override
    public Result commit(Delivery delivery) {
        DeliveryCall call = new DeliveryCall(delivery);
        for (int attempt = 1; ; attempt++) {
            try {
                Outcome outcome = transact(delivery, call);
                if (outcome instanceof NotWritten not) {
                    return not.why();
                }
                tell((Written) outcome);
                return new Committed();
            } catch (SQLException e) {
                Optional<Result> refused = refusal(call, e);
                if (refused.isPresent()) {
                    return refused.get();
                }
                if (e instanceof AnswerLost lost && call.storesMessages() && isStored(delivery.id(), lost)) {
                    queued.raise();
                    return new Committed(); // what changed is told by UnsureCommits: nobody here knows it
                }
                if ("23505".equals(e.getSQLState())) {
                    // the other form of the same report came first; its sender tries again and is told so
                    throw new StoreUnavailable("storing " + delivery.id() + " at the same time as another report", e);
                }
                if (!SqlErrors.isWorthAnotherTry(e) || attempt == SqlErrors.ATTEMPTS) {
                    throw SqlErrors.translated("storing " + delivery.id(), e);
                }
                SqlErrors.pause(attempt);
            } catch (IOException e) {
                throw new StoreUnavailable("reading the content of " + delivery.id(), e);
            }
        }
    }

    @Override
    public void markSent(SentMessage message, String keyword) {
        List<MailboxChange> changes = database.transaction(
                "marking a sent message", connection -> SentCopies.mark(connection, message, keyword));
        tell(new Written(List.of(), changes));
    }

    @Override
    public boolean markAnswered(MssAddress bal, String messageId, String keyword) {
        List<MailboxChange> changes = database.transaction(
                "marking an answered message",
                connection -> AnsweredMessages.mark(connection, bal, messageId, keyword));
        tell(new Written(List.of(), changes));
        return !changes.isEmpty();
    }

    private static final String REFUSED =
            "INSERT INTO conversation_event (conversation_id, at, cause, state_before, state, person, rule)"
                    + " SELECT c.id, ?, 'MESSAGE_REFUSED', c.state, c.state, ?, ? FROM conversation c"
                    + " WHERE c.ins = ? AND c.contact = ? AND 100 > (SELECT count(*) FROM conversation_event e"
                    + " WHERE e.conversation_id = c.id AND e.cause = 'MESSAGE_REFUSED' AND e.at > ?)";

    @Override
    public void refused(ConversationKey key, Rule rule, String person, Instant at) {
        database.run("keeping a refusal", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(REFUSED)) {
                insert.setObject(1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
                insert.setString(2, person);
                insert.setString(3, rule.id());
                insert.setString(4, key.patient().matricule());
                insert.setString(5, key.contact().wireForm());
                insert.setObject(6, OffsetDateTime.ofInstant(at.minus(Duration.ofDays(1)), ZoneOffset.UTC));
                return insert.executeUpdate();
            }
        });
    }

    /** What came of a transaction. */
    private sealed interface Outcome {}

    private record NotWritten(Result why) implements Outcome {}

    /** Deliveries that were written, to be told once their transaction has committed. */
    public static final class Written implements Outcome {
        private final List<DeliveryCall> calls;
        private final List<MailboxChange> changes;

        private Written(List<DeliveryCall> calls, List<MailboxChange> changes) {
            this.calls = calls;
            this.changes = changes;
        }
    }

    /**
     * Writes deliveries in the caller's transaction, full mailboxes notwithstanding; for reports that a sender is owed.
     * The caller commits, then calls {@link #tell}.
     */
    public Written writeWithin(Connection connection, List<Delivery> deliveries) throws SQLException {
        List<DeliveryCall> calls = deliveries.stream().map(DeliveryCall::new).toList();
        List<MailboxChange> changes = new ArrayList<>();
        for (DeliveryCall call : calls) {
            try {
                changes.addAll(call.execute(connection, QuotaOf.UNLIMITED));
            } catch (IOException e) {
                throw new StoreUnavailable("reading the content of a report", e);
            }
        }
        return new Written(calls, changes);
    }

    /** Tells the queue's workers and the mailboxes' listener of what was committed. */
    public void tell(Written written) {
        if (written.calls.stream().anyMatch(DeliveryCall::queues)) {
            queued.raise();
        }
        for (MailboxChange change : written.changes) {
            try {
                if (!change.added().isEmpty()) {
                    listener.messagesAdded(change.mailboxId(), change.added());
                }
                if (!change.changed().isEmpty()) {
                    listener.flagsChanged(change.mailboxId(), change.changed());
                }
            } catch (RuntimeException e) {
                LOG.error("A listener failed on a change of mailbox {}", change.mailboxId(), e);
            }
        }
    }

    private Outcome transact(Delivery delivery, DeliveryCall call) throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection()) {
            int backend = UnsureCommits.backend(connection);
            try {
                return write(connection, delivery, call);
            } catch (SQLException e) {
                throw database.unsure().noted(backend, e);
            }
        } // the pool rolls back what was not committed
    }

    private Outcome write(Connection connection, Delivery delivery, DeliveryCall call)
            throws SQLException, IOException {
        if (call.isOneStatement()
                && delivery.arrivals().isEmpty()
                && delivery.answers().isEmpty()) {
            return new Written(List.of(call), call.execute(connection, quota));
        }
        connection.setAutoCommit(false);
        for (PharmacyArrival arrival : delivery.arrivals()) {
            Map<DocumentMark, PharmacyArrival.Earlier> earlier = SentDocuments.note(connection, arrival, delivery.id());
            if (!earlier.keySet().equals(arrival.earlier().keySet())) {
                return new NotWritten(new DocumentsSeen(arrival.key(), earlier));
            }
        }
        List<DeliveryCall> calls = new ArrayList<>(List.of(call));
        List<MailboxChange> changes = new ArrayList<>(call.execute(connection, quota));
        for (PharmacyArrival arrival : delivery.arrivals()) {
            OwedAnswer.note(connection, arrival, delivery.id());
            Optional<Delivery> owed = arrival.acknowledgement();
            if (owed.isPresent() && OwedAcknowledgement.take(connection, arrival, delivery.at())) {
                DeliveryCall acknowledgement = new DeliveryCall(owed.get());
                calls.add(acknowledgement);
                changes.addAll(acknowledgement.execute(connection, QuotaOf.UNLIMITED));
            }
        }
        for (AbsenceAnswer absence : delivery.answers()) {
            if (OwedAbsence.take(connection, absence, delivery.at())) {
                DeliveryCall answer = new DeliveryCall(absence.answer());
                calls.add(answer);
                changes.addAll(answer.execute(connection, QuotaOf.UNLIMITED));
            }
        }
        connection.commit();
        return new Written(calls, changes);
    }

    private static Optional<Result> refusal(DeliveryCall call, SQLException e) {
        String state = e.getSQLState();
        if ("GW001".equals(state)) {
            String[] stepAndState = message(e).split(" ");
            return Optional.of(new ConversationMoved(
                    call.conversationOfStep(Integer.parseInt(stepAndState[0])),
                    ConversationState.valueOf(stepAndState[1])));
        }
        if ("GW002".equals(state)) {
            return Optional.of(new MailboxFull(Arrays.stream(message(e).split(" "))
                    .map(number -> call.balOfGain(Integer.parseInt(number)))
                    .collect(Collectors.toSet())));
        }
        return Optional.empty();
    }

    /** The server's message without the driver's prefix and lines of context. */
    private static String message(SQLException e) {
        String text = e instanceof org.postgresql.util.PSQLException p && p.getServerErrorMessage() != null
                ? p.getServerErrorMessage().getMessage()
                : e.getMessage();
        return text == null ? "" : text;
    }

    /** False where it is not, or where that cannot be known in time. */
    private boolean isStored(QueueId id, AnswerLost lost) {
        long end = System.nanoTime() + UNSURE_FOR.toNanos();
        while (database.unsure().awaitEnd(lost, Duration.ofNanos(end - System.nanoTime()))) {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement query =
                            connection.prepareStatement("SELECT FROM message WHERE queue_id = ? LIMIT 1")) {
                query.setString(1, id.value());
                try (ResultSet row = query.executeQuery()) {
                    return row.next();
                }
            } catch (SQLException unknown) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                SqlErrors.pause(SqlErrors.ATTEMPTS);
            }
        }
        return false;
    }
}

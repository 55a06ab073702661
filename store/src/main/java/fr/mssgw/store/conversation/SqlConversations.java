package fr.mssgw.store.conversation;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.port.Conversations;
import fr.mssgw.core.report.References;
import fr.mssgw.store.sql.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conversations on PostgreSQL; steps are written with the message that causes them, by {@code SqlDeliveries}. */
public final class SqlConversations implements Conversations {
    private final Database database;

    public SqlConversations(Database database) {
        this.database = database;
    }

    /**
     * Where a conversation stands.
     *
     * @param id by which the operator names it, since it is not personal
     * @param awaiting whether the patient wrote last and nobody answered yet
     */
    public record Conversation(
            long id, ConversationKey key, ConversationState state, boolean awaiting, Instant changedAt) {}

    /**
     * One event of the history.
     *
     * @param before the state in which it found the conversation; empty for steps older than the column
     * @param state after the step
     * @param message empty for a message that was refused
     * @param messageId with its angle brackets, where the message had one
     * @param person an RPPS, {@code patient}, {@code operator} or {@code gateway}; empty for older steps
     * @param rule by which a message was refused
     */
    public record Step(
            long id,
            Instant at,
            ConversationChange.Cause cause,
            Optional<ConversationState> before,
            ConversationState state,
            Optional<QueueId> message,
            Optional<String> messageId,
            Optional<String> person,
            InsDeclaration declared,
            Optional<String> rule) {
        /** Whether somebody wrote again after a closure. */
        public boolean reopens() {
            return state == ConversationState.OPEN && before.equals(Optional.of(ConversationState.CLOSED));
        }
    }

    @Override
    public ConversationState state(ConversationKey key) {
        return database.run("reading the state of a conversation", connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT state FROM conversation WHERE ins = ? AND contact = ?")) {
                query.setString(1, key.patient().matricule());
                query.setString(2, key.contact().wireForm());
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? ConversationState.valueOf(row.getString(1)) : ConversationState.NONE;
                }
            }
        });
    }

    /** What came back is looked up by the Message-ID of the step that sent it, however the report named that step. */
    private static final String SENT =
            "WITH sent AS (SELECT e.* , c.contact FROM conversation c JOIN conversation_event e ON e.conversation_id = c.id"
                    + " WHERE c.ins = ? AND e.cause <> ALL (?) AND e.sender IS NOT NULL"
                    + " AND (e.message_id = ANY (?) OR e.queue_id = ANY (?)) ORDER BY e.id DESC LIMIT 1)"
                    + " SELECT s.contact, s.sender, s.at, s.queue_id, s.message_id,"
                    + " EXISTS (SELECT FROM conversation_event r WHERE r.conversation_id = s.conversation_id"
                    + " AND r.message_id = s.message_id AND r.cause = 'MESSAGE_RETURNED'),"
                    + " EXISTS (SELECT FROM conversation_event r WHERE r.conversation_id = s.conversation_id"
                    + " AND r.message_id = s.message_id AND r.cause = 'MESSAGE_READ') FROM sent s";

    private static final String[] ANSWERS = {
        ConversationChange.Cause.PATIENT_WROTE.name(),
        ConversationChange.Cause.MESSAGE_RETURNED.name(),
        ConversationChange.Cause.MESSAGE_READ.name(),
        ConversationChange.Cause.MESSAGE_REFUSED.name()
    };

    @Override
    public Optional<SentMessage> sent(InsAddress patient, References references) {
        if (references.messageIds().isEmpty() && references.queueIds().isEmpty()) {
            return Optional.empty();
        }
        return database.run("looking for the message that a report is about", connection -> {
            try (PreparedStatement query = connection.prepareStatement(SENT)) {
                query.setString(1, patient.matricule());
                query.setArray(2, connection.createArrayOf("text", ANSWERS));
                query.setArray(
                        3,
                        connection.createArrayOf("text", references.messageIds().toArray()));
                query.setArray(
                        4,
                        connection.createArrayOf(
                                "text",
                                references.queueIds().stream()
                                        .map(QueueId::value)
                                        .toArray()));
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(sent(patient, row)) : Optional.empty();
                }
            }
        });
    }

    private static final String AWAITS_RECEIPT =
            "SELECT EXISTS (SELECT FROM conversation c JOIN conversation_event e ON e.conversation_id = c.id"
                    + " AND e.receipt_asked WHERE c.ins = ? AND (c.contact = ? OR e.sender = ?)"
                    + " AND NOT EXISTS (SELECT FROM conversation_event r WHERE r.conversation_id = c.id"
                    + " AND r.cause = 'MESSAGE_READ' AND r.message_id = e.message_id))";

    @Override
    public boolean awaitsReceipt(ConversationKey key) {
        return database.run("looking for a receipt that is awaited", connection -> {
            try (PreparedStatement query = connection.prepareStatement(AWAITS_RECEIPT)) {
                query.setString(1, key.patient().matricule());
                query.setString(2, key.contact().wireForm());
                query.setString(3, key.contact().wireForm());
                try (ResultSet row = query.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    private static SentMessage sent(InsAddress patient, ResultSet row) throws SQLException {
        String messageId = row.getString(5);
        return new SentMessage(
                new ConversationKey(patient, MssAddress.parse(row.getString(1))),
                MssAddress.parse(row.getString(2)),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                new QueueId(row.getString(4)),
                messageId == null ? "" : messageId,
                row.getBoolean(6),
                row.getBoolean(7));
    }

    /**
     * Conversations in order of their first message.
     *
     * @param contact only those of this address, if given
     * @param state only those in this state, if given
     * @param after the id of the last one seen; 0 for the first page
     */
    public List<Conversation> list(
            Optional<MssAddress> contact, Optional<ConversationState> state, long after, int limit) {
        String sql = "SELECT id, ins, contact, state, changed_at, awaiting FROM conversation WHERE id > ?"
                + (contact.isPresent() ? " AND contact = ?" : "")
                + (state.isPresent() ? " AND state = ?" : "") + " ORDER BY id LIMIT ?";
        return database.run("listing conversations", connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                int bound = 0;
                query.setLong(++bound, after);
                if (contact.isPresent()) {
                    query.setString(++bound, contact.get().wireForm());
                }
                if (state.isPresent()) {
                    query.setString(++bound, state.get().name());
                }
                query.setInt(++bound, limit);
                return conversations(query);
            }
        });
    }

    public Optional<Conversation> find(long id) {
        return database.run("reading a conversation", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT id, ins, contact, state, changed_at, awaiting FROM conversation WHERE id = ?")) {
                query.setLong(1, id);
                return conversations(query).stream().findFirst();
            }
        });
    }

    public Optional<Conversation> find(ConversationKey key) {
        return database.run("reading a conversation", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT id, ins, contact, state, changed_at, awaiting FROM conversation WHERE ins = ? AND contact = ?")) {
                query.setString(1, key.patient().matricule());
                query.setString(2, key.contact().wireForm());
                return conversations(query).stream().findFirst();
            }
        });
    }

    /** The conversation that a stored message belongs to, to close it by folder. Several only if copies were merged. */
    public List<Conversation> ofMessage(long messageId) {
        return database.run("reading the conversation of a message", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT c.id, c.ins, c.contact, c.state, c.changed_at, c.awaiting FROM conversation c"
                            + " JOIN conversation_message m ON m.conversation_id = c.id WHERE m.message_id = ?"
                            + " ORDER BY c.id")) {
                query.setLong(1, messageId);
                return conversations(query);
            }
        });
    }

    /** The steps of a conversation, oldest first, after the first {@code skip}. */
    public List<Step> steps(long conversation, int skip, int limit) {
        return database.run("reading the steps of a conversation", connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT id, at, cause, state_before, state, queue_id, message_id, person, ins_declared, rule"
                            + " FROM conversation_event WHERE conversation_id = ? ORDER BY id OFFSET ? LIMIT ?")) {
                query.setLong(1, conversation);
                query.setInt(2, skip);
                query.setInt(3, limit);
                try (ResultSet rows = query.executeQuery()) {
                    List<Step> steps = new ArrayList<>();
                    while (rows.next()) {
                        steps.add(step(rows));
                    }
                    return steps;
                }
            }
        });
    }

    private static Step step(ResultSet row) throws SQLException {
        return new Step(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                ConversationChange.Cause.valueOf(row.getString(3)),
                Optional.ofNullable(row.getString(4)).map(ConversationState::valueOf),
                ConversationState.valueOf(row.getString(5)),
                Optional.ofNullable(row.getString(6)).map(QueueId::new),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                declared(row.getString(9)),
                Optional.ofNullable(row.getString(10)));
    }

    private static InsDeclaration declared(@Nullable String letter) {
        return InsDeclaration.of(letter == null ? List.of() : List.of(letter));
    }

    private static List<Conversation> conversations(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            List<Conversation> conversations = new ArrayList<>();
            while (rows.next()) {
                conversations.add(new Conversation(
                        rows.getLong(1),
                        new ConversationKey(new InsAddress(rows.getString(2)), MssAddress.parse(rows.getString(3))),
                        ConversationState.valueOf(rows.getString(4)),
                        rows.getBoolean(6),
                        rows.getObject(5, OffsetDateTime.class).toInstant()));
            }
            return conversations;
        }
    }
}

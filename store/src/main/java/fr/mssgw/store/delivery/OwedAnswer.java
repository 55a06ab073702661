package fr.mssgw.store.delivery;

import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.store.sql.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** That a pharmacy owes a patient an answer, and by when. */
final class OwedAnswer {
    private OwedAnswer() {}

    /** Notes an arrival, in the transaction that stores it and after its conversation. */
    static void note(Connection connection, PharmacyArrival arrival, QueueId id) throws SQLException {
        Optional<Instant> answerBy = arrival.answerBy();
        if (answerBy.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO awaited_answer (conversation_id, queue_id, bal, since, due_at)"
                        + " SELECT c.id, ?, c.contact, ?, ? FROM conversation c WHERE c.ins = ? AND c.contact = ?"
                        + " ON CONFLICT DO NOTHING")) {
            Arguments arguments = new Arguments(connection, insert);
            arguments.text(id.value());
            arguments.instant(arrival.at());
            arguments.instant(answerBy.get());
            arguments.text(arrival.key().patient().matricule());
            arguments.text(arrival.key().contact().wireForm());
            insert.executeUpdate();
        }
    }
}

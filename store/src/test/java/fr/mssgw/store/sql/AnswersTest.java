package fr.mssgw.store.sql;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.JEAN;
import static fr.mssgw.store.delivery.Samples.NOON;
import static fr.mssgw.store.delivery.Samples.PAUL;
import static fr.mssgw.store.delivery.Samples.toInbox;
import static fr.mssgw.store.delivery.Samples.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.delivery.AbsenceAnswer;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageFlags;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import fr.mssgw.store.mailbox.MessageWriting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What answers leave behind: that an absence was said, and that a member has answered. */
class AnswersTest {
    private static final Database DATABASE = TestDatabase.fresh(6);
    private static final Duration WEEK = Duration.ofDays(7);

    private final SqlDeliveries deliveries = new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE);

    @AfterEach
    void empty() {
        DATABASE.jdbi()
                .useHandle(handle -> handle.execute("TRUNCATE mailbox, message, body, orphan_candidate, bal_usage,"
                        + " queue_entry, absence_answer CASCADE"));
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static long queued() {
        return DATABASE.jdbi().withHandle(handle -> handle.createQuery("SELECT count(*) FROM queue_entry")
                .mapTo(Long.class)
                .one());
    }

    /** A message to Claire's BAL, which answers Jean that she is away. */
    private void arrive(Instant at, MssAddress correspondent) {
        Delivery message = toInbox("x", CLAIRE);
        Delivery answer = toQueue("absente", correspondent);
        deliveries.commit(new Delivery(
                message.id(),
                at,
                message.sender(),
                Optional.empty(),
                false,
                message.copies(),
                List.of(),
                message.audit(),
                List.of(),
                List.of(new AbsenceAnswer(CLAIRE, correspondent, at.minus(WEEK), answer))));
    }

    @Test
    void anAbsenceIsSaidToACorrespondentOnceInAWhile() {
        arrive(NOON, JEAN);
        arrive(NOON.plusSeconds(5), JEAN);
        assertThat(queued()).isOne();
        arrive(NOON.plusSeconds(6), MssAddress.parse("autre@pair.mssante.fr"));
        assertThat(queued()).isEqualTo(2);
        arrive(NOON.plus(WEEK).minusSeconds(1), JEAN);
        assertThat(queued()).isEqualTo(2);
        arrive(NOON.plus(WEEK).plusSeconds(1), JEAN);
        assertThat(queued()).isEqualTo(3);
        assertThat(new MailboxTable(DATABASE).usage(CLAIRE.wireForm()).messages())
                .isEqualTo(5);
    }

    private void store(String header) {
        Copy copy = new Copy(
                header.getBytes(StandardCharsets.US_ASCII),
                Samples.content("x"),
                0,
                List.of(Placement.inbox(PAUL)),
                List.of());
        deliveries.commit(new Delivery(
                QueueId.random(),
                NOON,
                Optional.of(JEAN),
                Optional.empty(),
                false,
                List.of(copy),
                List.of(),
                List.of()));
    }

    @Test
    void aMessageThatAMemberAnsweredIsTakenByThatMemberAlone() {
        store("Message-ID: <1@pair.mssante.fr>\r\n\r\n");
        store("Message-ID: <2@pair.mssante.fr>\r\nReferences: <1@pair.mssante.fr>\r\n\r\n");
        long inbox = new MailboxTable(DATABASE)
                .find(PAUL.wireForm(), "INBOX")
                .orElseThrow()
                .id();
        new MessageWriting(DATABASE)
                .updateFlags(inbox, 1, 1, flags -> new MessageFlags(0, List.of("$MSS_Taken_CM", "$MSS_TakenOver")));
        assertThat(deliveries.markAnswered(PAUL, "<1@pair.mssante.fr>", "$MSS_Taken_PP"))
                .isTrue();
        assertThat(deliveries.markAnswered(PAUL, "<3@pair.mssante.fr>", "$MSS_Taken_PP"))
                .isFalse();
        assertThat(deliveries.markAnswered(CLAIRE, "<1@pair.mssante.fr>", "$MSS_Taken_PP"))
                .as("not of this BAL")
                .isFalse();
        List<MessageRow> rows = new MessageReading(DATABASE).page(inbox, 1, 10, 10, false);
        assertThat(rows.get(0).flags())
                .isEqualTo(new MessageFlags(MessageFlags.ANSWERED, List.of("$MSS_TakenOver", "$MSS_Taken_PP")));
        assertThat(rows.get(0).modseq()).isGreaterThan(rows.get(1).modseq());
        assertThat(rows.get(1).flags().system() & MessageFlags.ANSWERED).isZero();
    }

    @Test
    void anAnswerIsFoundForTheOldestMessageOfALargeFolderByItsMessageId() {
        store("Message-ID:\r\n <Old.1@pair.mssante.fr>\r\n\r\n");
        DATABASE.jdbi().useHandle(handle -> {
            handle.execute("INSERT INTO message_text (message_id, subject, from_text, to_text, cc_text, bcc_text, "
                    + "mime_id, words) SELECT id, '', '', '', '', '', '<old.1@pair.mssante.fr>', '' FROM message");
            handle.execute("INSERT INTO mailbox_message (mailbox_id, uid, modseq, message_id, internal_date, save_date,"
                    + " flags, keywords) SELECT mailbox_id, uid + n, modseq, message_id, internal_date, save_date, 0, '{}'"
                    + " FROM mailbox_message, generate_series(1, 2100) n");
            // what comes later is another message
            handle.execute("INSERT INTO message (body_id, header, size, stored_at) SELECT body_id, 'x', 1, stored_at"
                    + " FROM message");
            handle.execute("UPDATE mailbox_message SET message_id = (SELECT max(id) FROM message) WHERE uid > 1");
        });
        assertThat(deliveries.markAnswered(PAUL, "<Old.1@pair.mssante.fr>", "$MSS_Taken_PP"))
                .isTrue();
        assertThat(deliveries.markAnswered(PAUL, "<old.1@pair.mssante.fr>", "$MSS_Taken_PP"))
                .as("case matters in a Message-ID")
                .isFalse();
    }
}

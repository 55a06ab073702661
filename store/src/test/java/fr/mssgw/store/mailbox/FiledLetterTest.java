package fr.mssgw.store.mailbox;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.CLAIRE_AND_PATIENT;
import static fr.mssgw.store.delivery.Samples.NOON;
import static fr.mssgw.store.delivery.Samples.PAUL;
import static fr.mssgw.store.delivery.Samples.answering;
import static fr.mssgw.store.delivery.Samples.closing;
import static fr.mssgw.store.delivery.Samples.delivery;
import static fr.mssgw.store.delivery.Samples.opening;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.store.conversation.SqlConversations;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The copy of a letter to a patient that a mail client files in Sent. */
class FiledLetterTest {
    private static final String NAME = "<lettre@poste.demo.mssante.fr>";
    private static final List<MssAddress> BALS = List.of(CLAIRE, PAUL);
    private static final ConversationKey OTHER = new ConversationKey(new InsAddress("179037512151842"), CLAIRE);

    private final Database database = TestDatabase.fresh(4);
    private final List<Long> told = new ArrayList<>();
    private final SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, new MailboxListener() {
        @Override
        public void messagesAdded(long mailboxId, List<Long> uids) {}

        @Override
        public void flagsChanged(long mailboxId, List<Long> uids) {
            told.add(mailboxId);
        }
    });
    private final MailboxTable mailboxes = new MailboxTable(database);
    private final MessageReading reading = new MessageReading(database);
    private final MessageWriting writing = new MessageWriting(database);

    @AfterEach
    void close() {
        database.close();
    }

    private static ConversationChange named(ConversationChange step) {
        return new ConversationChange(
                step.key(),
                step.expected(),
                step.to(),
                step.cause(),
                Optional.of(NAME),
                step.person(),
                step.declared());
    }

    private MessageRow files(MssAddress bal, String name, String... keywords) {
        byte[] header = ("From: x\r\nMESSAGE-ID:\r\n " + name + "\r\nReferences: <autre@x>\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        long sent = mailboxes.find(bal.wireForm(), "Sent").orElseThrow().id();
        NewMessage message = new NewMessage(
                writing.nextMessageId(),
                header,
                3,
                () -> new ByteArrayInputStream(new byte[] {'a', '\r', '\n'}),
                NOON,
                NOON,
                new MessageFlags(MessageFlags.SEEN, List.of(keywords)));
        return writing.append(sent, message).orElseThrow();
    }

    private List<String> keywords(MessageRow row) {
        return reading.page(row.mailboxId(), row.uid(), row.uid(), 1, false)
                .get(0)
                .flags()
                .keywords();
    }

    @Test
    void itShowsTheStateOfItsConversationAndFollowsIt() {
        BALS.forEach(bal -> mailboxes.create(bal.wireForm(), "Sent", 1));
        deliveries.commit(delivery(List.of(), List.of(named(opening(CLAIRE_AND_PATIENT)))));

        MessageRow filed = files(CLAIRE, NAME, "$Label1", "$MSS_Closed");
        assertThat(filed.flags().keywords()).containsExactly("$Label1", "$MSS_Open");
        assertThat(keywords(filed)).isEqualTo(filed.flags().keywords());
        assertThat(new SqlConversations(database).ofMessage(filed.messageId()))
                .extracting(SqlConversations.Conversation::key)
                .containsExactly(CLAIRE_AND_PATIENT);

        deliveries.commit(delivery(List.of(), List.of(answering(CLAIRE_AND_PATIENT))));
        assertThat(keywords(filed)).containsExactlyInAnyOrder("$Label1", "$MSS_Open", "$MSS_Awaiting");
        deliveries.commit(delivery(List.of(), List.of(closing(CLAIRE_AND_PATIENT))));
        assertThat(keywords(filed)).containsExactlyInAnyOrder("$Label1", "$MSS_Closed");
        assertThat(told).containsExactly(filed.mailboxId(), filed.mailboxId());
        assertThat(keywords(files(CLAIRE, NAME))).containsExactly("$MSS_Closed");
    }

    @Test
    void anotherBalsCopyAnUnknownLetterAndOneToTwoPatientsAreLeftAlone() {
        BALS.forEach(bal -> mailboxes.create(bal.wireForm(), "Sent", 1));
        deliveries.commit(delivery(List.of(), List.of(named(opening(CLAIRE_AND_PATIENT)))));
        assertThat(files(PAUL, NAME).flags().keywords()).isEmpty();
        assertThat(files(CLAIRE, "<inconnue@x>", "$MSS_Open").flags().keywords())
                .containsExactly("$MSS_Open");
        deliveries.commit(delivery(List.of(), List.of(named(opening(OTHER)))));
        assertThat(files(CLAIRE, NAME).flags().keywords()).isEmpty();
    }
}

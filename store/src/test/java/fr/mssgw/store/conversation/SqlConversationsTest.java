package fr.mssgw.store.conversation;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.CLAIRE_AND_PATIENT;
import static fr.mssgw.store.delivery.Samples.NOON;
import static fr.mssgw.store.delivery.Samples.PATIENT;
import static fr.mssgw.store.delivery.Samples.PAUL;
import static fr.mssgw.store.delivery.Samples.closing;
import static fr.mssgw.store.delivery.Samples.ofConversation;
import static fr.mssgw.store.delivery.Samples.opening;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.core.report.References;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SqlConversationsTest {
    private final Database database = TestDatabase.fresh(4);
    private final SqlConversations conversations = new SqlConversations(database);
    private final SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);

    @Test
    void aPairIsNoneThenOpenThenClosedAndItsStepsAreKept() {
        ConversationKey other = new ConversationKey(PATIENT, PAUL);
        assertThat(conversations.state(CLAIRE_AND_PATIENT)).isEqualTo(ConversationState.NONE);
        Delivery first = ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT));
        Delivery second = ofConversation("2", CLAIRE_AND_PATIENT, closing(CLAIRE_AND_PATIENT));
        deliveries.commit(first);
        assertThat(conversations.state(CLAIRE_AND_PATIENT)).isEqualTo(ConversationState.OPEN);
        deliveries.commit(second);
        deliveries.commit(ofConversation("3", other, opening(other)));
        assertThat(conversations.state(CLAIRE_AND_PATIENT)).isEqualTo(ConversationState.CLOSED);

        SqlConversations.Conversation found =
                conversations.find(CLAIRE_AND_PATIENT).orElseThrow();
        assertThat(conversations.find(found.id())).contains(found);
        assertThat(conversations.steps(found.id(), 0, 10))
                .extracting(
                        SqlConversations.Step::at,
                        SqlConversations.Step::cause,
                        step -> step.before().orElseThrow(),
                        SqlConversations.Step::state,
                        step -> step.message().orElseThrow(),
                        step -> step.person().orElseThrow(),
                        SqlConversations.Step::reopens)
                .containsExactly(
                        tuple(
                                NOON,
                                Cause.PROFESSIONAL_WROTE,
                                ConversationState.NONE,
                                ConversationState.OPEN,
                                first.id(),
                                "10001234567",
                                false),
                        tuple(
                                NOON,
                                Cause.CLOSED_BY_HEADER,
                                ConversationState.OPEN,
                                ConversationState.CLOSED,
                                second.id(),
                                "10001234567",
                                false));
        assertThat(conversations.steps(found.id(), 1, 10)).hasSize(1);
        long message = database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT id FROM message WHERE queue_id = ?")
                        .bind(0, second.id().value())
                        .mapTo(Long.class)
                        .one());
        assertThat(conversations.ofMessage(message)).containsExactly(found);

        assertThat(conversations.list(Optional.empty(), Optional.empty(), 0, 10))
                .hasSize(2);
        assertThat(conversations.list(Optional.empty(), Optional.empty(), found.id(), 10))
                .extracting(SqlConversations.Conversation::key)
                .containsExactly(other);
        assertThat(conversations.list(Optional.of(CLAIRE), Optional.of(ConversationState.CLOSED), 0, 10))
                .containsExactly(found);
        assertThat(conversations.list(Optional.of(CLAIRE), Optional.of(ConversationState.OPEN), 0, 10))
                .isEmpty();
        database.close();
    }

    @Test
    void theHistoryOfAConversationIsNeverRewritten() {
        deliveries.commit(sent());
        for (String attempt : List.of(
                "UPDATE conversation_event SET cause = 'PATIENT_WROTE'",
                "DELETE FROM conversation_event",
                "TRUNCATE conversation_event")) {
            assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute(attempt)))
                    .hasMessageContaining("conversation_event is only ever added to");
        }
        assertThat(steps()).singleElement().satisfies(step -> {
            assertThat(step.messageId()).contains(NAME);
            assertThat(step.declared()).isEqualTo(InsDeclaration.QUALIFIED);
        });
    }

    @Test
    void writingAgainAfterAClosureIsSeenAsReopening() {
        deliveries.commit(sent());
        deliveries.commit(ofConversation("fin", CLAIRE_AND_PATIENT, closing(CLAIRE_AND_PATIENT)));
        deliveries.commit(sent());
        assertThat(steps()).extracting(SqlConversations.Step::reopens).containsExactly(false, false, true);
    }

    @Test
    void aRefusalIsKeptWhereThereIsAConversationAHundredTimesADay() {
        deliveries.refused(CLAIRE_AND_PATIENT, Rules.PROFESSIONAL_OPENS, ConversationChange.PATIENT, NOON);
        assertThat(conversations.find(CLAIRE_AND_PATIENT)).isEmpty();
        deliveries.commit(ofConversation("fin", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        for (int i = 0; i < 105; i++) {
            deliveries.refused(CLAIRE_AND_PATIENT, Rules.REPLY_BLOCKED, ConversationChange.PATIENT, NOON);
        }
        deliveries.refused(
                CLAIRE_AND_PATIENT, Rules.REPLY_BLOCKED, ConversationChange.PATIENT, NOON.plus(Duration.ofDays(2)));
        assertThat(steps()).hasSize(102).last().satisfies(step -> {
            assertThat(step.cause()).isEqualTo(Cause.MESSAGE_REFUSED);
            assertThat(step.rule()).contains("GW-PAT-2");
            assertThat(step.person()).contains("patient");
            assertThat(step.message()).isEmpty();
            assertThat(step.state()).isEqualTo(ConversationState.OPEN);
        });
    }

    private List<SqlConversations.Step> steps() {
        return conversations.steps(
                conversations.find(CLAIRE_AND_PATIENT).orElseThrow().id(), 0, 1000);
    }

    @Test
    void aDatabaseThatIsDownIsUnavailableAndNoPatientIsNamed() {
        database.close();
        assertThatThrownBy(() -> conversations.state(CLAIRE_AND_PATIENT))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessage("reading the state of a conversation");
    }

    @Test
    void anErrorNeverQuotesAPatient() {
        database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE conversation ADD CHECK (ins NOT LIKE '2%')"));
        assertThatThrownBy(
                        () -> deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT))))
                .satisfies(thrown -> {
                    java.io.StringWriter text = new java.io.StringWriter();
                    thrown.printStackTrace(new java.io.PrintWriter(text));
                    assertThat(text.toString()).doesNotContain(PATIENT.matricule());
                });
        assertThatThrownBy(() -> database.jdbi()
                        .useHandle(handle -> handle.execute(
                                "INSERT INTO conversation (ins, contact, state, changed_at) VALUES (?, 'a', 'OPEN', now())",
                                PATIENT.matricule())))
                .satisfies(thrown -> {
                    java.io.StringWriter text = new java.io.StringWriter();
                    thrown.printStackTrace(new java.io.PrintWriter(text));
                    assertThat(text.toString()).doesNotContain(PATIENT.matricule());
                });
        database.close();
    }

    private static final String NAME = "<compte-rendu@poste.demo.mssante.fr>";

    private static Delivery sent() {
        ConversationChange opening = opening(CLAIRE_AND_PATIENT);
        return ofConversation(
                "compte rendu",
                CLAIRE_AND_PATIENT,
                new ConversationChange(
                        opening.key(),
                        opening.expected(),
                        opening.to(),
                        opening.cause(),
                        Optional.of(NAME),
                        "10001234567",
                        InsDeclaration.QUALIFIED));
    }

    private static Delivery noted(Cause cause) {
        return ofConversation(
                "rapport",
                CLAIRE_AND_PATIENT,
                ConversationChange.note(CLAIRE_AND_PATIENT, ConversationState.OPEN, cause, Optional.of(NAME)));
    }

    @Test
    void aSentMessageIsFoundByEitherOfItsNamesWithWhatCameBackOfIt() {
        Delivery delivery = sent();
        deliveries.commit(delivery);
        References byMessageId = new References(List.of("<autre@x>", NAME), List.of());
        SentMessage found = conversations.sent(PATIENT, byMessageId).orElseThrow();
        assertThat(found)
                .isEqualTo(new SentMessage(CLAIRE_AND_PATIENT, CLAIRE, NOON, delivery.id(), NAME, false, false));
        assertThat(conversations.sent(PATIENT, new References(List.of(), List.of(delivery.id()))))
                .contains(found);
        assertThat(conversations.sent(PATIENT, new References(List.of("<autre@x>"), List.of())))
                .isEmpty();
        assertThat(conversations.sent(new InsAddress("179037512151842"), byMessageId))
                .isEmpty();

        deliveries.commit(noted(Cause.MESSAGE_RETURNED));
        assertThat(conversations.sent(PATIENT, byMessageId)).hasValueSatisfying(sent -> {
            assertThat(sent.returned()).isTrue();
            assertThat(sent.read()).isFalse();
        });
        deliveries.commit(noted(Cause.MESSAGE_READ));
        assertThat(conversations.sent(PATIENT, byMessageId))
                .hasValueSatisfying(sent -> assertThat(sent.read()).isTrue());
    }

    @Test
    void aReceiptIsAwaitedWhereALetterAskedForOneUntilItIsRead() {
        ConversationKey teams = new ConversationKey(PATIENT, PAUL);
        deliveries.commit(ofConversation("1", teams, opening(teams)));
        assertThat(conversations.awaitsReceipt(teams)).isFalse();
        ConversationChange asking = new ConversationChange(
                teams,
                Set.of(ConversationState.OPEN),
                ConversationState.CLOSED,
                Cause.CLOSED_BY_HEADER,
                Optional.of(NAME),
                "10001234567",
                InsDeclaration.NONE,
                true);
        deliveries.commit(ofConversation("2", teams, asking));

        assertThat(conversations.awaitsReceipt(teams)).isTrue();
        assertThat(conversations.awaitsReceipt(CLAIRE_AND_PATIENT))
                .as("she sent it")
                .isTrue();
        assertThat(conversations.awaitsReceipt(new ConversationKey(PATIENT, MssAddress.parse("autre@demo.mssante.fr"))))
                .isFalse();

        deliveries.commit(ofConversation(
                "3",
                teams,
                ConversationChange.note(teams, ConversationState.CLOSED, Cause.MESSAGE_READ, Optional.of(NAME))));
        assertThat(conversations.awaitsReceipt(teams)).isFalse();
        assertThat(conversations.awaitsReceipt(CLAIRE_AND_PATIENT)).isFalse();
    }

    @Test
    void twoFormsOfOneReportAreNeverBothStored() {
        deliveries.commit(sent());
        deliveries.commit(noted(Cause.MESSAGE_RETURNED));
        assertThatThrownBy(() -> deliveries.commit(noted(Cause.MESSAGE_RETURNED)))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void theSendersOwnCopyIsMarkedAsReadAndNoAnswerThatNamesIt() {
        Delivery original = sent();
        Copy filed = new Copy(
                ("Subject: essai\r\nMessage-ID: " + NAME + "\r\n\r\n").getBytes(StandardCharsets.UTF_8),
                Samples.content("compte rendu"),
                0,
                List.of(new Placement(CLAIRE, Folders.SENT, true, Set.of(), Optional.empty())),
                List.of());
        Copy answer = new Copy(
                ("Subject: Re\r\nIn-Reply-To: " + NAME + "\r\n\r\n").getBytes(StandardCharsets.UTF_8),
                Samples.content("merci"),
                0,
                List.of(Placement.inbox(CLAIRE)),
                List.of());
        deliveries.commit(original);
        deliveries.commit(Samples.delivery(List.of(filed, answer), List.of()));
        SentMessage message = conversations
                .sent(PATIENT, new References(List.of(NAME), List.of()))
                .orElseThrow();

        deliveries.markSent(message, Folders.KEYWORD_READ);
        deliveries.markSent(message, Folders.KEYWORD_READ);

        List<String> marked = database.jdbi().withHandle(handle -> handle.createQuery(
                        "SELECT m.name || ' ' || array_to_string(mm.keywords, ',') FROM mailbox_message mm"
                                + " JOIN mailbox m ON m.id = mm.mailbox_id WHERE m.bal = ?"
                                + " AND '$MSS_Read' = ANY (mm.keywords)")
                .bind(0, CLAIRE.wireForm())
                .mapTo(String.class)
                .list());
        assertThat(marked).containsExactly("Sent $MSS_Read");
    }
}

package fr.mssgw.store.conversation;

import static fr.mssgw.store.Samples.CLAIRE;
import static fr.mssgw.store.Samples.CLAIRE_AND_PATIENT;
import static fr.mssgw.store.Samples.NOON;
import static fr.mssgw.store.Samples.PATIENT;
import static fr.mssgw.store.Samples.PAUL;
import static fr.mssgw.store.Samples.closing;
import static fr.mssgw.store.Samples.ofConversation;
import static fr.mssgw.store.Samples.opening;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.Database;
import fr.mssgw.store.QuotaOf;
import fr.mssgw.store.SqlDeliveries;
import fr.mssgw.store.TestDatabase;
import fr.mssgw.store.mailbox.MailboxListener;
import java.util.Optional;
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
                .containsExactly(
                        new SqlConversations.Step(NOON, Cause.PROFESSIONAL_WROTE, ConversationState.OPEN, first.id()),
                        new SqlConversations.Step(NOON, Cause.CLOSED_BY_HEADER, ConversationState.CLOSED, second.id()));
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
}

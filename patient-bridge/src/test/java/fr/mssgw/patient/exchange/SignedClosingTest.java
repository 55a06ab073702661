package fr.mssgw.patient.exchange;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.LABO;
import static fr.mssgw.core.fixture.People.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.PatientBridge;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignedClosingTest {
    private static final ConversationKey KEY = new ConversationKey(PATIENT, CLAIRE_MARTIN.address());

    private final Stage stage = new Stage(new PatientBridge());
    private final SignedClosing closing = new SignedClosing(stage.ports(), Stage.CLOCK);

    private Verdict close() {
        return closing.close(KEY, CLAIRE_MARTIN, "10001234567", Cause.CLOSED_BY_FOLDER);
    }

    @Test
    void thePatientIsToldOnceByASignedMessage() {
        stage.security.signs = true;
        stage.store.conversations.put(KEY, ConversationState.OPEN);

        assertThat(close()).isEqualTo(Verdict.DELIVER);
        assertThat(close()).isEqualTo(Verdict.DELIVER);

        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
        assertThat(stage.store.copies).singleElement().satisfies(copy -> {
            assertThat(copy.text())
                    .contains("\r\nFrom: Claire MARTIN <claire.martin@demo.mssante.fr>\r\n")
                    .contains("\r\nTo: <279035121518989@patient.mssante.fr>\r\n")
                    .contains("\r\nSubject: [FIN]\r\n")
                    .contains("\r\nX-MSS-MES: FIN\r\n")
                    .doesNotContain("Reply-To")
                    .endsWith("signé par claire.martin@demo.mssante.fr\r\n");
            assertThat(copy.queued()).extracting(Queued::recipient).containsExactly(PATIENT.address());
            assertThat(copy.placements()).isEmpty();
        });
        assertThat(stage.store.deliveries.get(0).audit()).singleElement().satisfies(e -> {
            assertThat(e.kind()).isEqualTo(AuditEvent.Kind.CONVERSATION_CHANGED);
            assertThat(e.actor()).isEqualTo("10001234567");
            assertThat(e.toString()).doesNotContain(PATIENT.matricule());
        });
        assertThat(stage.security.unclosed).isEmpty();
    }

    @Test
    void closingWhatIsNotOpenDoesNothing() {
        assertThat(close()).isEqualTo(Verdict.DELIVER);
        assertThat(stage.store.deliveries).isEmpty();
        assertThat(stage.store.conversations).isEmpty();
    }

    @Test
    void aClosureBySomebodyElseInBetweenIsEnough() {
        stage.store.conversations.put(KEY, ConversationState.OPEN);
        stage.store.meanwhile = () -> stage.store.conversations.put(KEY, ConversationState.CLOSED);
        assertThat(close()).isEqualTo(Verdict.DELIVER);
        assertThat(stage.store.deliveries).isEmpty();
    }

    @Test
    void anotherContactThanTheSenderIsNamedInReplyTo() {
        stage.store.conversations.put(KEY, ConversationState.OPEN);
        closing.close(KEY, LABO, "operator", Cause.CLOSED_BY_OPERATOR);
        assertThat(stage.store.copies.get(0).text())
                .contains(" <labo.auto@demo.mssante.fr>\r\n")
                .contains("\r\nReply-To: <claire.martin@demo.mssante.fr>\r\n");
    }

    @Test
    void whatCannotBeSignedOrStoredLeavesTheConversationOpen() {
        stage.store.conversations.put(KEY, ConversationState.OPEN);
        stage.security.impossible = Optional.of("pas de clé");
        assertThat(close()).isEqualTo(new Verdict.Refuse(Rules.SMIME_IMPOSSIBLE, "pas de clé"));
        stage.store.down = true;
        assertThat(close()).isInstanceOf(Verdict.TryLater.class);
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.OPEN);
    }
}

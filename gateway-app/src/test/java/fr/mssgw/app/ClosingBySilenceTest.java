package fr.mssgw.app;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.CLAIRE_AND_PATIENT;
import static fr.mssgw.store.delivery.Samples.JEAN;
import static fr.mssgw.store.delivery.Samples.NOON;
import static fr.mssgw.store.delivery.Samples.PATIENT;
import static fr.mssgw.store.delivery.Samples.answering;
import static fr.mssgw.store.delivery.Samples.ofConversation;
import static fr.mssgw.store.delivery.Samples.opening;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.StructureId;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.store.conversation.SqlConversations;
import fr.mssgw.store.conversation.SqlSilence;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosingBySilenceTest {

    private static final InsAddress OTHER = new InsAddress("179037512151842");
    private static final ConversationKey OTHERS = new ConversationKey(OTHER, CLAIRE);
    private static final ConversationKey ELSEWHERE = new ConversationKey(PATIENT, JEAN);

    private final Database database = TestDatabase.fresh(4);
    private final SqlConversations conversations = new SqlConversations(database);
    private final SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);
    private final SqlSilence silence = new SqlSilence(database, deliveries);
    private final List<ConversationKey> closed = new ArrayList<>();
    private Instant now = NOON;

    private final ClosingBySilence closing = new ClosingBySilence(
            silence,
            closing(),
            new OnlyClaire(),
            new MailDomain("demo.mssante.fr"),
            Duration.ofDays(90),
            Duration.ofDays(14),
            () -> now);

    private final Set<ConversationKey> failing = new HashSet<>();

    @AfterEach
    void end() {
        database.close();
    }

    private ClosingFlow closing() {
        return (key, by, actor, cause) -> {
            if (failing.contains(key)) {
                throw new IllegalStateException("cannot be closed");
            }
            closed.add(key);
            ConversationChange change = new ConversationChange(
                    key,
                    Set.of(ConversationState.OPEN),
                    ConversationState.CLOSED,
                    cause,
                    Optional.empty(),
                    actor,
                    InsDeclaration.NONE);
            deliveries.commit(at(now, Samples.delivery(List.of(), List.of(change))));
            return Verdict.DELIVER;
        };
    }

    private static Delivery at(Instant at, Delivery delivery) {
        return new Delivery(
                QueueId.random(),
                at,
                delivery.sender(),
                delivery.envelopeId(),
                delivery.fullReport(),
                delivery.copies(),
                delivery.conversations(),
                List.of());
    }

    private void afterDays(int days) {
        now = NOON.plus(Duration.ofDays(days));
        closing.run();
    }

    private List<String> notices() {
        return database.jdbi().withHandle(handle -> handle.createQuery(
                        "SELECT b.content FROM message m JOIN body b ON b.id = m.body_id"
                                + " WHERE position('.silence@'::bytea IN m.header) > 0 ORDER BY m.id")
                .map((row, context) -> new String(
                        Base64.getMimeDecoder().decode(row.getBytes(1)), java.nio.charset.StandardCharsets.UTF_8))
                .list());
    }

    @Test
    void aSilentConversationIsAnnouncedOnceThenClosedOnce() {
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        deliveries.commit(ofConversation("2", OTHERS, opening(OTHERS)));
        deliveries.commit(ofConversation("3", ELSEWHERE, opening(ELSEWHERE)));

        afterDays(75);
        assertThat(notices()).isEmpty();
        afterDays(76);
        afterDays(77);
        assertThat(notices()).singleElement().satisfies(text -> assertThat(text)
                .contains(PATIENT.matricule(), OTHER.matricule(), "dernier message le 22/11/2026"));
        afterDays(89);
        assertThat(closed).isEmpty();
        afterDays(91);
        afterDays(92);
        assertThat(closed).containsExactlyInAnyOrder(CLAIRE_AND_PATIENT, OTHERS);
        assertThat(conversations.state(CLAIRE_AND_PATIENT)).isEqualTo(ConversationState.CLOSED);
        assertThat(conversations.state(ELSEWHERE)).isEqualTo(ConversationState.OPEN);
    }

    @Test
    void oneThatCannotBeClosedOrReadKeepsNoOtherOpenOrUntold() {
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        deliveries.commit(ofConversation("2", OTHERS, opening(OTHERS)));
        ConversationKey unreadable = new ConversationKey(new InsAddress("146026322000196"), CLAIRE);
        deliveries.commit(ofConversation("3", unreadable, opening(unreadable)));
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE conversation SET ins = '146026322000100' WHERE ins = '146026322000196'"));
        afterDays(76);
        assertThat(notices()).singleElement().satisfies(text -> assertThat(text)
                .contains(PATIENT.matricule(), OTHER.matricule()));
        failing.add(CLAIRE_AND_PATIENT);
        afterDays(91);
        assertThat(closed).containsExactly(OTHERS);
    }

    @Test
    void writingInBetweenStartsTheTimeAgain() {
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        afterDays(80);
        deliveries.commit(at(now, ofConversation("2", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT))));
        afterDays(95);
        assertThat(closed).isEmpty();
        afterDays(160);
        afterDays(175);
        assertThat(notices()).hasSize(2);
        assertThat(closed).containsExactly(CLAIRE_AND_PATIENT);
    }

    @Test
    void aLetterAtTheLastMomentKeepsItOpen() {
        deliveries.commit(ofConversation("1", CLAIRE_AND_PATIENT, opening(CLAIRE_AND_PATIENT)));
        afterDays(80);
        now = NOON.plus(Duration.ofDays(95));
        deliveries.commit(at(now, ofConversation("2", CLAIRE_AND_PATIENT, answering(CLAIRE_AND_PATIENT))));
        closing().close(CLAIRE_AND_PATIENT, OnlyClaire.BAL, "gateway", Cause.CLOSED_BY_SILENCE);
        assertThat(conversations.state(CLAIRE_AND_PATIENT)).isEqualTo(ConversationState.OPEN);
    }

    @Test
    void oneGatewayOfADatabaseLooksAtATime() {
        boolean[] second = {true};
        assertThat(silence.alone(() -> second[0] = silence.alone(() -> {}))).isTrue();
        assertThat(second[0]).isFalse();
        assertThat(silence.alone(() -> {})).isTrue();
    }

    private static final class OnlyClaire implements BalDirectory {
        static final Bal BAL = new Bal.Nominative(
                CLAIRE, "Claire MARTIN", false, new Person("Claire Martin", new Rpps("10001234567")), Optional.empty());

        @Override
        public Optional<Bal> find(MssAddress address) {
            return address.equals(CLAIRE) ? Optional.of(BAL) : Optional.empty();
        }

        @Override
        public boolean hosts(MailDomain domain) {
            return domain.equals(CLAIRE.domain());
        }

        @Override
        public Optional<Bal.Organisational> organisationalOf(StructureId structure) {
            return Optional.empty();
        }

        @Override
        public Optional<Bal.Nominative> nominativeOf(Rpps person) {
            return Optional.empty();
        }
    }
}

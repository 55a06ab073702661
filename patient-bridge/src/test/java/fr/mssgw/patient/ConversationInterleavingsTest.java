package fr.mssgw.patient;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.port.MessageSecurity;
import fr.mssgw.patient.exchange.SignedClosing;
import fr.mssgw.store.conversation.SqlConversations;
import fr.mssgw.store.conversation.SqlConversations.Step;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever several people do to one conversation at the same moment, on the real store: it is as if they had done it one
 * after the other, in the order of the history. Each try lets three threads run at one pair. A thousand tries by default;
 * a long run:
 *
 * <pre>mvn -pl patient-bridge -am test -Dtest=ConversationInterleavingsTest -Djqwik.tries.default=50000
 *     -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class ConversationInterleavingsTest {
    private static final Database DATABASE = TestDatabase.fresh(8);
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);
    private static final AtomicInteger PATIENTS = new AtomicInteger();
    private static final MssAddress CLAIRE = CLAIRE_MARTIN.address();
    private static final Set<Cause> BY_GATEWAY =
            Set.of(Cause.CLOSED_BY_FOLDER, Cause.CLOSED_BY_OPERATOR, Cause.CLOSED_BY_SILENCE);

    /** What somebody does. */
    enum Act {
        WRITE,
        ANSWER,
        FIN,
        END_ALONE,
        FOLDER,
        COMMAND,
        SILENCE
    }

    private final SqlConversations conversations = new SqlConversations(DATABASE);
    private final TransactionalInbound inbound;
    private final TransactionalSubmission submission;
    private final SignedClosing closing;

    ConversationInterleavingsTest() {
        SqlDeliveries deliveries = new SqlDeliveries(DATABASE, QuotaOf.UNLIMITED, MailboxListener.NONE);
        Stage stage = new Stage(new PatientBridge());
        FlowPorts staged = stage.ports();
        FlowPorts ports = new FlowPorts(
                staged.whiteLists(),
                staged.peerTrust(),
                staged.bals(),
                conversations,
                staged.patients(),
                new NoSecurity(),
                staged.mime(),
                deliveries,
                staged.oppositions(),
                event -> {});
        inbound = new TransactionalInbound(ports, Stage.CLOCK, Stage.SETTINGS);
        submission = new TransactionalSubmission(ports, Stage.CLOCK, Stage.SETTINGS);
        closing = new SignedClosing(ports, Stage.CLOCK);
    }

    @AfterContainer
    static void close() {
        THREADS.shutdownNow();
        DATABASE.close();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void anyInterleavingIsSomeSequence(
            @ForAll @Size(max = 2) List<Act> before,
            @ForAll @Size(value = 3) List<@Size(min = 1, max = 3) List<Act>> acts)
            throws Exception {
        ConversationKey key = new ConversationKey(patient(), CLAIRE);
        List<Boolean> first = run(key, "0", before);
        CyclicBarrier together = new CyclicBarrier(acts.size());
        List<Future<List<Boolean>>> running = new ArrayList<>();
        for (int thread = 0; thread < acts.size(); thread++) {
            String name = Integer.toString(thread + 1);
            List<Act> own = acts.get(thread);
            running.add(THREADS.submit(() -> {
                together.await();
                return run(key, name, own);
            }));
        }
        List<List<Act>> all = new ArrayList<>(List.of(before));
        all.addAll(acts);
        List<List<Boolean>> accepted = new ArrayList<>(List.of(first));
        for (Future<List<Boolean>> one : running) {
            accepted.add(one.get());
        }
        check(key, all, accepted);
    }

    /** Does this one after the other; says of each whether it was accepted. */
    private List<Boolean> run(ConversationKey key, String thread, List<Act> acts) {
        List<Boolean> accepted = new ArrayList<>();
        for (int i = 0; i < acts.size(); i++) {
            String name = "<" + thread + "." + i + "@essai>";
            accepted.add(
                    switch (acts.get(i)) {
                        case WRITE -> submit(key, name, "X: y");
                        case FIN -> submit(key, name, "X-MSS-MES: FIN");
                        case END_ALONE -> submit(key, name, "Subject: [FIN]");
                        case ANSWER -> answer(key, name);
                        case FOLDER -> close(key, Cause.CLOSED_BY_FOLDER);
                        case COMMAND -> close(key, Cause.CLOSED_BY_OPERATOR);
                        case SILENCE -> {
                            announce(key);
                            yield close(key, Cause.CLOSED_BY_SILENCE);
                        }
                    });
        }
        return accepted;
    }

    private boolean submit(ConversationKey key, String name, String field) {
        return submission
                .onMessage(
                        Stage.client(CLAIRE_MARTIN),
                        new Envelope(CLAIRE, key.patient().address()),
                        Stage.message("From: " + CLAIRE.wireForm(), "Message-ID: " + name, field, "", "corps"))
                .reply()
                .accepts();
    }

    private boolean answer(ConversationKey key, String name) {
        MssAddress patient = key.patient().address();
        return inbound.onRecipient(Stage.MES, Optional.of(patient), CLAIRE.wireForm(), 0)
                        .delivers()
                && inbound.onMessage(
                                Stage.MES,
                                new Envelope(patient, CLAIRE),
                                Stage.message("From: <" + patient.wireForm() + ">", "Message-ID: " + name, "", "corps"))
                        .reply()
                        .accepts();
    }

    private boolean close(ConversationKey key, Cause cause) {
        return closing.close(key, CLAIRE_MARTIN, "operator", cause).delivers();
    }

    /** As the notice to the professional does. */
    private static void announce(ConversationKey key) {
        DATABASE.jdbi().useHandle(handle -> handle.createUpdate("UPDATE conversation SET closing_announced_at = now()"
                        + " WHERE ins = ? AND contact = ? AND state = 'OPEN'")
                .bind(0, key.patient().matricule())
                .bind(1, key.contact().wireForm())
                .execute());
    }

    private void check(ConversationKey key, List<List<Act>> acts, List<List<Boolean>> accepted) {
        Optional<SqlConversations.Conversation> found = conversations.find(key);
        List<Step> steps =
                found.map(one -> conversations.steps(one.id(), 0, 1000)).orElse(List.of());

        ConversationState state = ConversationState.NONE;
        boolean awaiting = false;
        int answers = 0;
        int letters = 0;
        int closings = 0;
        List<String> names = new ArrayList<>();
        for (Step step : steps) {
            if (step.cause() == Cause.MESSAGE_REFUSED) {
                continue; // the one step that is no change, and takes no lock
            }
            assertThat(step.before()).as("%s after %s", step, state).contains(state);
            switch (step.cause()) {
                case PROFESSIONAL_WROTE -> letters++;
                case CLOSED_BY_HEADER -> letters++;
                case CLOSED_BY_SUBJECT -> {
                    assertThat(state == ConversationState.CLOSED || queued(step) == 1)
                            .as("who does not know of the end is told")
                            .isTrue();
                    letters += (int) queued(step);
                }
                case PATIENT_WROTE -> {
                    answers++;
                    assertThat(state)
                            .as("an answer passes an open conversation only")
                            .isEqualTo(ConversationState.OPEN);
                }
                default -> {
                    closings++;
                    assertThat(BY_GATEWAY).contains(step.cause());
                    assertThat(state).as("only what is open closes").isEqualTo(ConversationState.OPEN);
                    assertThat(queued(step))
                            .as("one closing message for a closure")
                            .isEqualTo(1);
                }
            }
            step.messageId().filter(name -> name.endsWith("@essai>")).ifPresent(names::add);
            state = step.state();
            awaiting = step.cause() == Cause.PATIENT_WROTE;
        }

        for (int thread = 0; thread < acts.size(); thread++) {
            String own = "<" + thread + ".";
            assertThat(names.stream().filter(name -> name.startsWith(own)).toList())
                    .as("what one person does keeps its order, and what is accepted is there")
                    .isEqualTo(kept(own, acts.get(thread), accepted.get(thread)));
        }
        assertThat(names).doesNotHaveDuplicates();
        assertThat(conversations.state(key)).isEqualTo(state);
        assertThat(found.map(SqlConversations.Conversation::awaiting).orElse(false))
                .isEqualTo(awaiting);
        assertThat(queuedFor(key.patient())).isEqualTo(letters + closings);
        Set<String> expected = new HashSet<>();
        if (answers > 0) {
            expected.add((state == ConversationState.OPEN ? "{$MSS_Open" : "{$MSS_Closed")
                    + (awaiting ? ",$MSS_Awaiting}" : "}"));
        }
        List<String> keywords =
                keywords(found.map(SqlConversations.Conversation::id).orElse(0L));
        assertThat(keywords).hasSize(answers);
        assertThat(new HashSet<>(keywords)).isEqualTo(expected);
    }

    private static List<String> kept(String own, List<Act> acts, List<Boolean> accepted) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < acts.size(); i++) {
            boolean letter =
                    Set.of(Act.WRITE, Act.FIN, Act.END_ALONE, Act.ANSWER).contains(acts.get(i));
            if (letter && accepted.get(i)) {
                kept.add(own + i + "@essai>");
            } else {
                assertThat(Set.of(Act.WRITE, Act.FIN, Act.END_ALONE).contains(acts.get(i)))
                        .as("a professional is never refused")
                        .isFalse();
            }
        }
        return kept;
    }

    private static long queued(Step step) {
        return number(
                "SELECT count(*) FROM queue_entry WHERE queue_id = ?",
                step.message().orElseThrow().value());
    }

    private static long queuedFor(InsAddress patient) {
        return number(
                "SELECT count(*) FROM queue_entry WHERE recipient = ?",
                patient.address().wireForm());
    }

    private static long number(String sql, String argument) {
        return DATABASE.jdbi().withHandle(handle -> handle.createQuery(sql)
                .bind(0, argument)
                .mapTo(Long.class)
                .one());
    }

    private static List<String> keywords(long conversation) {
        return DATABASE.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT mm.keywords::text FROM conversation_message cm"
                                + " JOIN mailbox_message mm ON mm.message_id = cm.message_id"
                                + " WHERE cm.conversation_id = ?")
                        .bind(0, conversation)
                        .mapTo(String.class)
                        .list());
    }

    private static InsAddress patient() {
        String number = "2850675%06d".formatted(PATIENTS.incrementAndGet());
        return new InsAddress(number + "%02d".formatted(97 - Long.parseLong(number) % 97));
    }

    /** Leaves every message as it is. */
    private static final class NoSecurity implements MessageSecurity {
        @Override
        public Outgoing secure(RawMessage message, Bal sender, List<MssAddress> recipients, Instant at) {
            return new Outgoing.Secured(List.of(new Copy(message, new HashSet<>(recipients), false, false)));
        }

        @Override
        public List<Incoming> open(RawMessage message, List<Bal> recipients, MssAddress from, Instant at) {
            Set<MssAddress> all = recipients.stream().map(Bal::address).collect(Collectors.toSet());
            return List.of(new Incoming(message, SmimeLabel.UNSIGNED, all));
        }
    }
}

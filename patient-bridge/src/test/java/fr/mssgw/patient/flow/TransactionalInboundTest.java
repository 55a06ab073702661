package fr.mssgw.patient.flow;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.People.OTHER_PATIENT;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.PAUL_PETIT;
import static fr.mssgw.core.fixture.People.PHARMACIE;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static fr.mssgw.core.fixture.People.address;
import static fr.mssgw.core.fixture.Stage.MES;
import static fr.mssgw.core.fixture.Stage.PAIR;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.PatientFolder;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.PatientBridge;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionalInboundTest {
    private static final MssAddress CLAIRE = CLAIRE_MARTIN.address();
    private static final ConversationKey WITH_CLAIRE = new ConversationKey(PATIENT, CLAIRE);
    private static final ConversationKey WITH_PHARMACY = new ConversationKey(PATIENT, PHARMACIE.address());
    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalInbound flow = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    @AfterEach
    void noContentIsLeftOpenAndNoMatriculeIsTraced() {
        assertThat(stage.security.unclosed).isEmpty();
        assertThat(stage.audit.toString()).doesNotContain(PATIENT.matricule());
        stage.store.deliveries.forEach(d -> assertThat(d.audit().toString()).doesNotContain(PATIENT.matricule()));
    }

    private static Rule rule(Verdict verdict) {
        return ((Verdict.Refuse) verdict).rule();
    }

    private static Rule rule(Reception reception) {
        return rule(((Reception.NotStored) reception).verdict());
    }

    private static String reason(Verdict verdict) {
        return ((Verdict.Refuse) verdict).reason();
    }

    private static RawMessage from(String from, String... fields) {
        return message("From: " + from, String.join("\r\n", fields) + (fields.length == 0 ? "X: y" : ""), "", "corps");
    }

    private static Envelope envelope(MssAddress sender, Bal... recipients) {
        return new Envelope(
                sender, java.util.Arrays.stream(recipients).map(Bal::address).toArray(MssAddress[]::new));
    }

    private static Envelope nullSender(Bal recipient) {
        return new Envelope(
                Optional.empty(),
                List.of(new Envelope.Recipient(recipient.address(), DsnRequest.NONE)),
                Optional.empty(),
                false);
    }

    private MemoryStore.Stored only() {
        assertThat(stage.store.copies).hasSize(1);
        return stage.store.copies.get(0);
    }

    private Reception patientWrites(Bal... recipients) {
        return flow.onMessage(
                MES,
                envelope(PATIENT.address(), recipients),
                from(PATIENT.address().wireForm(), "Subject: ordonnance"));
    }

    /** The peer, its certificate and its domain. */
    @Nested
    class MailFrom {
        // MAIL FROM

        @Test
        void tlsThenACertificateAreNeeded() {
            Peer clear = new Peer(InetAddress.getLoopbackAddress(), "x", false, List.of());
            Peer nameless = new Peer(InetAddress.getLoopbackAddress(), "x", true, List.of());
            assertThat(rule(flow.onMailFrom(clear, JEAN_DUPONT.wireForm()))).isEqualTo(Rules.TLS_NEEDED);
            assertThat(rule(flow.onMailFrom(nameless, JEAN_DUPONT.wireForm())))
                    .isEqualTo(Rules.CLIENT_CERTIFICATE_NEEDED);
        }

        @ParameterizedTest
        @CsvSource({
            "jean.dupont@pair.mssante.fr, pair.mssante.fr",
            "'', mx.pair.mssante.fr",
            "pas une adresse, mx.pair.mssante.fr",
            "x@, mx.pair.mssante.fr"
        })
        void theTraceSaysWhoWasRefused(String sender, String who) {
            stage.trust = CertificateStatus.OTHER_CA;
            flow.onMailFrom(PAIR, sender);
            flow.onMailFrom(new Peer(InetAddress.getLoopbackAddress(), "x", true, List.of()), "");
            assertThat(stage.audit).extracting(AuditEvent::actor).containsExactly(who, "peer");
            assertThat(stage.audit.get(0).details()).containsEntry("certificate", Stage.PAIR_DN);
        }

        @ParameterizedTest
        @CsvSource({
            "EXPIRED, GW-PEER-1, expiré",
            "NOT_YET_VALID, GW-PEER-1, pas encore valable",
            "REVOKED, GW-PEER-2, révoqué",
            "OTHER_CA, GW-PEER-3, autorité reconnue",
            "REVOCATION_UNKNOWN, GW-PEER-6, réessayez",
        })
        void aCertificateThatIsNotTrustedIsRefusedForItsReason(CertificateStatus status, String rule, String reason) {
            stage.trust = status;
            Verdict verdict = flow.onMailFrom(PAIR, JEAN_DUPONT.wireForm());
            assertThat(rule(verdict).id()).isEqualTo(rule);
            assertThat(reason(verdict)).contains(reason);
        }

        @ParameterizedTest
        @CsvSource({
            "jean.dupont@pair.mssante.fr, ''",
            "JEAN.DUPONT@Pair.MSSANTE.fr, ''",
            "'', ''",
            "x@inconnu.mssante.fr, GW-PEER-4",
            "x@sous.pair.mssante.fr, GW-PEER-4",
            "x@autre.mssante.fr, GW-PEER-5",
            "279035121518989@patient.mssante.fr, GW-PEER-5",
            "claire.martin@demo.mssante.fr, GW-PEER-5",
            "pas une adresse, GW-RCPT-4",
        })
        void aTrustedPeerSpeaksForItsOwnDomainsOnly(String sender, String rule) {
            Verdict verdict = flow.onMailFrom(PAIR, sender);
            assertThat(verdict instanceof Verdict.Refuse refuse ? refuse.rule().id() : "")
                    .isEqualTo(rule);
        }

        @Test
        void theRefusalNamesTheDomain() {
            assertThat(reason(flow.onMailFrom(PAIR, "x@inconnu.mssante.fr"))).contains("inconnu.mssante.fr");
            assertThat(reason(flow.onMailFrom(PAIR, "x@autre.mssante.fr"))).contains("autre.mssante.fr");
        }

        @Test
        void evenOurOwnCertificateDoesNotSpeakForOurDomainFromOutside() {
            assertThat(rule(flow.onMailFrom(Stage.peer(Stage.OUR_DN), CLAIRE.wireForm())))
                    .isEqualTo(Rules.PEER_CERTIFICATE_MISMATCH);
        }

        @Test
        void theNullSenderNeedsACertificateOfTheList() {
            assertThat(rule(flow.onMailFrom(Stage.peer("CN=inconnu"), ""))).isEqualTo(Rules.PEER_NOT_LISTED);
        }

        @Test
        void judgingLeavesNoTraceAndRefusingLeavesOne() {
            flow.judgeMailFrom(PAIR, "x@inconnu.mssante.fr");
            flow.judgeRecipient(Optional.of(JEAN_DUPONT), "absent@demo.mssante.fr");
            flow.judgeMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from("x@autre.mssante.fr"));
            assertThat(stage.audit).isEmpty();

            flow.onMailFrom(PAIR, "x@inconnu.mssante.fr");
            assertThat(stage.audit)
                    .singleElement()
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(AuditEvent.Kind.PEER_REFUSED))
                    .satisfies(e -> assertThat(e.details()).containsEntry("rule", "GW-PEER-4"));
        }

        @Test
        void theTraceKeepsWhyASignatureDoesNotHold() {
            stage.security.label = new SmimeLabel(
                    SmimeLabel.Status.INVALID,
                    Optional.of(SmimeLabel.Reason.AMBIGUOUS),
                    Optional.empty(),
                    false,
                    List.of());
            flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm()));
            assertThat(stage.store.deliveries.get(0).audit().get(0).details())
                    .containsEntry("smime", "INVALID")
                    .containsEntry("smime-reason", "ambiguous");
        }
    }

    @Nested
    class RcptTo {
        @Test
        void aFullBalIsRefusedBeforeTheMessageIsSent() {
            stage.full.add(CLAIRE);
            assertThat(rule(flow.onRecipient(PAIR, Optional.of(JEAN_DUPONT), CLAIRE.wireForm(), 1_000)))
                    .isEqualTo(Rules.MAILBOX_FULL);
            assertThat(flow.onRecipient(
                            PAIR,
                            Optional.of(JEAN_DUPONT),
                            SECRETARIAT.address().wireForm(),
                            1_000))
                    .isEqualTo(Verdict.DELIVER);
            assertThat(rule(flow.onRecipient(PAIR, Optional.of(JEAN_DUPONT), "nobody@demo.mssante.fr", 1_000)))
                    .isEqualTo(Rules.UNKNOWN_BAL);
        }

        @Test
        void aBalThatTakesSmallerMessagesRefusesLargerOnesAtRcptAndAtTheEndForItselfAlone() {
            stage.policies.put(CLAIRE, MailboxSettings.UNLIMITED.withMessage(100));
            Optional<MssAddress> jean = Optional.of(JEAN_DUPONT);
            assertThat(flow.onRecipient(PAIR, jean, CLAIRE.wireForm(), 100)).isEqualTo(Verdict.DELIVER);
            Reply refusal = Reply.to(flow.onRecipient(PAIR, jean, CLAIRE.wireForm(), 101), "", "");
            assertThat(refusal.code() + " " + refusal.enhanced() + " " + refusal.text())
                    .isEqualTo("552 5.3.4 message trop volumineux pour la boîte claire.martin@demo.mssante.fr : "
                            + "il fait 101 octets avec ses pièces jointes, or elle accepte 100 octets en tout");

            RawMessage large = message("From: " + JEAN_DUPONT.wireForm(), "", "x".repeat(200));
            assertThat(rule(flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), large)))
                    .isEqualTo(Rules.TOO_LARGE);
            assertThat(flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN, SECRETARIAT), large))
                    .isInstanceOf(Reception.Stored.class);
            assertThat(stage.store.copies.stream().flatMap(copy -> copy.placements().stream()))
                    .extracting(Placement::bal)
                    .containsExactly(SECRETARIAT.address());
            assertThat(stage.store.copies.stream().flatMap(copy -> copy.queued().stream()))
                    .as("the report for the sender")
                    .hasSize(1);
        }

        // RCPT TO

        @ParameterizedTest
        @CsvSource({
            "claire.martin@demo.mssante.fr, ''",
            "CLAIRE.martin@DEMO.mssante.fr, ''",
            "absent@demo.mssante.fr, GW-RCPT-1",
            "jean.dupont@pair.mssante.fr, GW-RCPT-3",
            "x@example.com, GW-RCPT-3",
            "279035121518989@patient.mssante.fr, GW-RCPT-3",
            "claire, GW-RCPT-4",
            "a b@patient.mssante.fr, GW-INS-1",
        })
        void onlyBalOfOursAreRecipients(String recipient, String rule) {
            Verdict verdict = flow.onRecipient(PAIR, Optional.of(JEAN_DUPONT), recipient, 0);
            assertThat(verdict instanceof Verdict.Refuse refuse ? refuse.rule().id() : "")
                    .isEqualTo(rule);
        }

        @ParameterizedTest
        @CsvSource({
            "279035121518989, GW-PAT-1",
            "279035121518988, GW-INS-2",
            "28809123456782, GW-INS-1",
            "postmaster, ''",
        })
        void aPatientIsKnownByTheAddress(String sender, String rule) {
            Verdict verdict =
                    flow.onRecipient(MES, Optional.of(address(sender + "@patient.mssante.fr")), CLAIRE.wireForm(), 0);
            assertThat(verdict instanceof Verdict.Refuse refuse ? refuse.rule().id() : "")
                    .isEqualTo(rule);
        }

        @Test
        void aTemporaryMatriculePassesWhereTheOperatorSaysSo() {
            String thirteen = "7790375121518";
            long key = 97 - Long.parseLong(thirteen) % 97;
            Optional<MssAddress> sender = Optional.of(address(thirteen + "%02d@patient.mssante.fr".formatted(key)));
            FlowSettings tolerant = new FlowSettings("mx.demo.mssante.fr", Stage.SETTINGS.domain(), true);

            assertThat(reason(flow.judgeRecipient(sender, CLAIRE.wireForm()))).contains("provisoire");
            assertThat(rule(new TransactionalInbound(stage.ports(), Stage.CLOCK, tolerant)
                            .judgeRecipient(sender, CLAIRE.wireForm())))
                    .isEqualTo(Rules.PROFESSIONAL_OPENS);
        }

        @Test
        void theConversationAnswersAtRcpt() {
            Optional<MssAddress> patient = Optional.of(PATIENT.address());
            assertThat(rule(flow.onRecipient(MES, patient, CLAIRE.wireForm(), 0)))
                    .isEqualTo(Rules.PROFESSIONAL_OPENS);
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
            assertThat(flow.onRecipient(MES, patient, CLAIRE.wireForm(), 0)).isEqualTo(Verdict.DELIVER);
            assertThat(flow.onRecipient(MES, patient, PHARMACIE.address().wireForm(), 0))
                    .isEqualTo(Verdict.DELIVER);
            Verdict instead =
                    flow.onRecipient(MES, patient, PAUL_PETIT.address().wireForm(), 0);
            assertThat(rule(instead)).isEqualTo(Rules.PHARMACY_BAL_INSTEAD);
            assertThat(reason(instead)).contains("pharmacie.centrale@demo.mssante.fr");
        }

        @Test
        void patientToPatientIsRefusedWhateverTheOthersMatricule() {
            Optional<MssAddress> patient = Optional.of(PATIENT.address());
            assertThat(rule(flow.onRecipient(
                            MES, patient, OTHER_PATIENT.address().wireForm(), 0)))
                    .isEqualTo(Rules.PATIENT_TO_PATIENT);
            assertThat(rule(flow.onRecipient(MES, patient, "1@patient.mssante.fr", 0)))
                    .isEqualTo(Rules.PATIENT_TO_PATIENT);
        }

        @Test
        void anotherPeersConversationIsNotLookedUp() {
            flow.onRecipient(PAIR, Optional.of(JEAN_DUPONT), CLAIRE.wireForm(), 0);
            flow.onRecipient(MES, Optional.empty(), CLAIRE.wireForm(), 0);
            assertThat(stage.store.stateQueries).isZero();
        }

        @Test
        void aStoreThatIsDownMeansLater() {
            stage.store.down = true;
            assertThat(flow.onRecipient(MES, Optional.of(PATIENT.address()), CLAIRE.wireForm(), 0))
                    .isInstanceOf(Verdict.TryLater.class);
            assertThat(flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm()))
                            .reply()
                            .code())
                    .isEqualTo(451);
        }
    }

    @Nested
    class DataFromAColleague {
        // DATA

        @Test
        void aColleaguesMessageReachesTheInboxWithOurFieldsOnTopAndItsBodyUntouched() {
            Reception reception = flow.onMessage(
                    PAIR,
                    envelope(JEAN_DUPONT, CLAIRE_MARTIN, SECRETARIAT),
                    message(
                            "Return-Path: <faux@pair.mssante.fr>",
                            "X-MSSGW-SMIME: verified; signer=faux",
                            "x-mssgw-anything: forged",
                            "From: Jean <jean.dupont@pair.mssante.fr>",
                            "X-MSS-NIL: logiciel",
                            "",
                            "corps"));

            String id = ((Reception.Stored) reception).id().value();
            assertThat(only().text())
                    .isEqualTo(String.join(
                            "\r\n",
                            "Return-Path: <jean.dupont@pair.mssante.fr>",
                            "Received: from mx.pair.mssante.fr ([127.0.0.1])",
                            "\tby mx.demo.mssante.fr with ESMTPS id " + id + ";",
                            "\tSun, 22 Nov 2026 10:00:00 +0000",
                            "X-MSSGW-SMIME: unsigned",
                            "From: Jean <jean.dupont@pair.mssante.fr>",
                            "X-MSS-NIL: logiciel",
                            "",
                            "corps",
                            ""));
            assertThat(only().placements())
                    .containsExactly(Placement.inbox(CLAIRE), Placement.inbox(SECRETARIAT.address()));
            assertThat(stage.store.deliveries.get(0).audit())
                    .singleElement()
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(AuditEvent.Kind.MESSAGE_ACCEPTED))
                    .satisfies(e -> assertThat(e.actor()).isEqualTo("pair.mssante.fr"));
            assertThat(stage.store.stateQueries).isZero();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "From: x@autre.mssante.fr | GW-FROM-2",
                    "From: claire.martin@demo.mssante.fr | GW-FROM-2",
                    "From: 279035121518989@patient.mssante.fr | GW-FROM-2",
                    "From: jean.dupont@pair.mssante.fr, x@pair.mssante.fr | GW-FROM-2",
                    "From: jean.dupont@pair.mssante.fr <x@pair.mssante.fr> | GW-FROM-2",
                    "Subject: sans auteur | GW-MSG-1",
                    "pas un champ | GW-MSG-1",
                    "From: un.autre@pair.mssante.fr | ''",
                })
        void theAuthorMustBeOneOfTheSendersDomain(String field, String rule) {
            Reception reception =
                    flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), message(field, "", "corps"));
            assertThat(
                            reception instanceof Reception.Stored
                                    ? ""
                                    : rule(reception).id())
                    .isEqualTo(rule);
        }

        @Test
        void twoFromFieldsAreRefused() {
            assertThat(rule(flow.onMessage(
                            PAIR,
                            envelope(JEAN_DUPONT, CLAIRE_MARTIN),
                            message("From: jean.dupont@pair.mssante.fr", "from: x@pair.mssante.fr", "", ""))))
                    .isEqualTo(Rules.HEADER_FROM_MISMATCH);
        }

        @Test
        void aMessageThatGoesRoundIsRefused() throws IOException {
            String[] lines = new String[60];
            java.util.Arrays.fill(lines, "Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0000");
            lines[0] = "From: jean.dupont@pair.mssante.fr";
            lines[58] = "";
            Reception refused = flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), message(lines));
            assertThat(rule(refused)).isEqualTo(Rules.MALFORMED_MESSAGE);
            String bound = "plus de 50 champs Received";
            assertThat(refused.reply().text()).contains(bound);
            assertThat(Files.readString(Path.of("../docs/rules.md"))).contains("| `" + bound + "` | ");
        }

        @Test
        void theNullSenderMayOnlyBringAuthorsOfThePeersDomains() {
            assertThat(rule(flow.onMessage(PAIR, nullSender(CLAIRE_MARTIN), from("x@autre.mssante.fr"))))
                    .isEqualTo(Rules.HEADER_FROM_MISMATCH);
            assertThat(rule(flow.onMessage(PAIR, nullSender(CLAIRE_MARTIN), from(CLAIRE.wireForm()))))
                    .isEqualTo(Rules.HEADER_FROM_MISMATCH);
            assertThat(flow.onMessage(PAIR, nullSender(CLAIRE_MARTIN), from("mailer-daemon@pair.mssante.fr")))
                    .isInstanceOf(Reception.Stored.class);
            assertThat(only().text()).startsWith("Return-Path: <>\r\n");
        }

        @Test
        void aBounceOfMonEspaceSanteReachesTheInboxAndMarksNothing() {
            assertThat(flow.onMessage(MES, nullSender(CLAIRE_MARTIN), from("postmaster@patient.mssante.fr")))
                    .isInstanceOf(Reception.Stored.class);
            MssAddress postmaster = address("postmaster@patient.mssante.fr");
            assertThat(flow.onMessage(
                            MES,
                            envelope(postmaster, CLAIRE_MARTIN),
                            from(postmaster.wireForm(), "Subject: Maintenance de la plateforme")))
                    .isInstanceOf(Reception.Stored.class);
            assertThat(flow.onMessage(
                            MES,
                            envelope(postmaster, CLAIRE_MARTIN),
                            from("mailer-daemon@patient.mssante.fr", "Content-Type: multipart/report; boundary=x")))
                    .isInstanceOf(Reception.Stored.class);
            assertThat(stage.store.copies)
                    .hasSize(3)
                    .allSatisfy(c -> assertThat(c.text()).doesNotContain("X-MSSGW-Conversation"))
                    .allSatisfy(c -> assertThat(c.placements()).containsExactly(Placement.inbox(CLAIRE)));
            assertThat(stage.store.deliveries)
                    .allSatisfy(d -> assertThat(d.conversations()).isEmpty());
        }

        @Test
        void aFullMailboxMeansLater() {
            stage.store.full.add(CLAIRE);
            Reception reception =
                    flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm()));
            assertThat(reception.reply().code()).isEqualTo(452);
            assertThat(reception.reply().enhanced()).isEqualTo("4.2.2");
        }

        @Test
        void judgingAMessageAsksTheStoreAndStoresNothing() {
            Envelope envelope = envelope(PATIENT.address(), CLAIRE_MARTIN);
            RawMessage message = from(PATIENT.address().wireForm());
            assertThat(rule(flow.judgeMessage(MES, envelope, message))).isEqualTo(Rules.PROFESSIONAL_OPENS);
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
            assertThat(flow.judgeMessage(MES, envelope, message)).isEqualTo(Verdict.DELIVER);
            assertThat(stage.store.deliveries).isEmpty();
            assertThat(stage.audit).isEmpty();
        }
    }

    @Nested
    class DataFromAPatient {
        @Test
        void thePatientIsJudgedEvenBehindTheNullSender() {
            assertThat(rule(flow.onMessage(
                            MES,
                            nullSender(CLAIRE_MARTIN),
                            from(PATIENT.address().wireForm()))))
                    .isEqualTo(Rules.PROFESSIONAL_OPENS);
            assertThat(rule(flow.onMessage(MES, nullSender(CLAIRE_MARTIN), from("279035121518988@patient.mssante.fr"))))
                    .isEqualTo(Rules.WRONG_INS_KEY);
        }

        @Test
        void onePatientCannotWriteInAnothersName() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
            assertThat(rule(flow.onMessage(
                            MES,
                            envelope(OTHER_PATIENT.address(), CLAIRE_MARTIN),
                            from(PATIENT.address().wireForm()))))
                    .isEqualTo(Rules.HEADER_FROM_MISMATCH);
            assertThat(rule(flow.onMessage(
                            MES,
                            envelope(address("postmaster@patient.mssante.fr"), CLAIRE_MARTIN),
                            from(PATIENT.address().wireForm()))))
                    .isEqualTo(Rules.HEADER_FROM_MISMATCH);
        }

        @Test
        void whatIsSignedWithAFooterBesideItComesFromColleaguesAndFromNoPatient() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
            stage.security.ambiguous = true;
            RawMessage patients = from(PATIENT.address().wireForm());
            assertThat(rule(flow.onMessage(MES, envelope(PATIENT.address(), CLAIRE_MARTIN), patients)))
                    .isEqualTo(Rules.MALFORMED_MESSAGE);
            assertThat(flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm())))
                    .isInstanceOf(Reception.Stored.class);
        }

        @Test
        void anAnswerOfAPatientBelongsToItsConversationWithoutAFurtherQuery() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);

            assertThat(patientWrites(CLAIRE_MARTIN)).isInstanceOf(Reception.Stored.class);

            assertThat(only().placements())
                    .containsExactly(new Placement(CLAIRE, Folders.INBOX, false, Set.of(), Optional.of(WITH_CLAIRE)));
            assertThat(only().text())
                    .contains("\r\nX-MSSGW-Conversation: open; id=" + ConversationId.of(WITH_CLAIRE) + "\r\n");
            assertThat(stage.store.stateQueries).isZero();
        }

        @Test
        void aPatientsLetterIsAlsoInHisFolderWhereTheOperatorWantsItAndTheBalHasRoom() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
            TransactionalInbound filing = new TransactionalInbound(
                    stage.ports(),
                    Stage.CLOCK,
                    new FlowSettings(
                            "mx.demo.mssante.fr",
                            Stage.SETTINGS.domain(),
                            false,
                            1_000_000,
                            PatientFolder.Naming.NAME));
            RawMessage letter = from("Marie Durand <" + PATIENT.address().wireForm() + ">");

            filing.onMessage(MES, envelope(PATIENT.address(), CLAIRE_MARTIN), letter);
            String folder = "Patients.Marie Durand ["
                    + ConversationId.of(WITH_CLAIRE).value().substring(0, 8) + "]";
            assertThat(only().placements())
                    .containsExactly(
                            new Placement(CLAIRE, Folders.INBOX, false, Set.of(), Optional.of(WITH_CLAIRE)),
                            new Placement(CLAIRE, folder, false, Set.of(), Optional.of(WITH_CLAIRE)));

            stage.store.copies.clear();
            stage.store.inboxOnly.add(CLAIRE);
            filing.onMessage(MES, envelope(PATIENT.address(), CLAIRE_MARTIN), letter);
            assertThat(only().placements()).extracting(Placement::folder).containsExactly(Folders.INBOX);

            stage.store.full.add(CLAIRE);
            assertThat(rule(filing.onMessage(MES, envelope(PATIENT.address(), CLAIRE_MARTIN), letter)))
                    .isEqualTo(Rules.MAILBOX_FULL);
        }

        @Test
        void theIdOfAPairIsStableAndNotTheMatricule() {
            assertThat(ConversationId.of(WITH_CLAIRE))
                    .isEqualTo(
                            ConversationId.of(new ConversationKey(PATIENT, address("CLAIRE.MARTIN@demo.mssante.fr"))))
                    .isNotEqualTo(ConversationId.of(WITH_PHARMACY))
                    .isNotEqualTo(ConversationId.of(new ConversationKey(OTHER_PATIENT, CLAIRE)));
            assertThat(ConversationId.of(WITH_CLAIRE).value()).matches("[0-9a-f]{20}");
        }

        @Test
        void whatAPatientIsRefusedStaysInTheHistory() {
            stage.store.conversations.put(
                    new ConversationKey(PATIENT, CLAIRE_MARTIN.address()), ConversationState.CLOSED);
            flow.onRecipient(
                    Stage.MES,
                    Optional.of(PATIENT.address()),
                    CLAIRE_MARTIN.address().wireForm(),
                    0);
            flow.onRecipient(
                    Stage.MES,
                    Optional.of(PATIENT.address()),
                    SECRETARIAT.address().wireForm(),
                    0);
            flow.onRecipient(Stage.MES, Optional.of(PATIENT.address()), "personne", 0);
            flow.onMessage(
                    Stage.MES,
                    envelope(PATIENT.address(), PHARMACIE, CLAIRE_MARTIN),
                    from(PATIENT.address().wireForm()));
            assertThat(stage.store.refusals).containsExactly("GW-PAT-2 patient", "GW-PAT-2 patient");
            stage.store.down = true;
            assertThat(flow.onMessage(
                                    Stage.MES,
                                    envelope(PATIENT.address(), CLAIRE_MARTIN),
                                    from(PATIENT.address().wireForm()))
                            .reply()
                            .code())
                    .isEqualTo(451);
        }

        @Test
        void aClosureThatArrivesTogetherWithTheAnswerWins() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
            stage.store.meanwhile = () -> stage.store.conversations.put(WITH_CLAIRE, ConversationState.CLOSED);

            assertThat(rule(patientWrites(CLAIRE_MARTIN))).isEqualTo(Rules.REPLY_BLOCKED);
            assertThat(stage.store.deliveries).isEmpty();
        }

        @Test
        void theFirstMessageToAPharmacyOpensTheConversation() {
            stage.outline = new MimeOutline(
                    List.of(new MimeOutline.File("ordonnance.pdf", "application/pdf", MimeOutline.Content.PDF)));
            assertThat(patientWrites(PHARMACIE)).isInstanceOf(Reception.Stored.class);
            assertThat(stage.store.conversations).containsEntry(WITH_PHARMACY, ConversationState.OPEN);
            assertThat(only().placements().get(0).keywords()).containsExactly(Folders.KEYWORD_PRESCRIPTION);
        }

        @Test
        void aPatientsCopiesShareNoHeaderButTheirBody() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
            assertThat(patientWrites(CLAIRE_MARTIN, PHARMACIE)).isInstanceOf(Reception.Stored.class);
            assertThat(stage.store.copies).hasSize(2);
            assertThat(stage.store.deliveries.get(0).copies())
                    .extracting(c -> c.source())
                    .containsOnly(stage.store.deliveries.get(0).copies().get(0).source());
        }
    }

    @Nested
    class ReportsToTheSender {
        @Test
        void whoIsRefusedAtDataWhileOthersAcceptIsReportedToTheSender() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.CLOSED);

            assertThat(patientWrites(CLAIRE_MARTIN, PHARMACIE)).isInstanceOf(Reception.Stored.class);

            assertThat(stage.store.deliveries.get(0).sender()).isEmpty();
            assertThat(stage.store.copies).hasSize(2);
            MemoryStore.Stored report = stage.store.copies.get(1);
            assertThat(report.queued()).singleElement().satisfies(q -> {
                assertThat(q.recipient()).isEqualTo(PATIENT.address());
                assertThat(q.dsn().wantsFailure()).isFalse();
            });
            assertThat(report.text())
                    .contains("Content-Type: multipart/report; report-type=delivery-status;")
                    .contains("From: =?utf-8?Q?Messagerie_MSSant=C3=A9?= <postmaster@demo.mssante.fr>\r\n")
                    .contains("Final-Recipient: rfc822; claire.martin@demo.mssante.fr\r\n")
                    .contains("Action: failed\r\nStatus: 5.7.1\r\nDiagnostic-Code: smtp; 550 5.7.1 [GW-PAT-2]\r\n");
            assertThat(stage.store.copies.get(0).placements().get(0).bal()).isEqualTo(PHARMACIE.address());
        }

        @Test
        void aSenderWhoAskedForNoReportGetsNone() {
            stage.store.conversations.put(WITH_CLAIRE, ConversationState.CLOSED);
            DsnRequest never = new DsnRequest(Set.of(DsnRequest.Notify.NEVER), Optional.empty());
            Envelope envelope = new Envelope(
                    Optional.of(PATIENT.address()),
                    List.of(
                            new Envelope.Recipient(CLAIRE, never),
                            new Envelope.Recipient(PHARMACIE.address(), DsnRequest.NONE)),
                    Optional.empty(),
                    false);

            flow.onMessage(MES, envelope, from(PATIENT.address().wireForm()));

            assertThat(only().queued()).isEmpty();
        }

        @Test
        void aSenderWhoAskedLearnsThatTheBalHoldsTheMessage() {
            DsnRequest success = new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), Optional.of("rfc822;claire+2Blabo"));
            Envelope envelope = new Envelope(
                    Optional.of(JEAN_DUPONT),
                    List.of(
                            new Envelope.Recipient(CLAIRE, success),
                            new Envelope.Recipient(SECRETARIAT.address(), DsnRequest.NONE)),
                    Optional.of("QQ+2B+20314"),
                    false);

            flow.onMessage(PAIR, envelope, from(JEAN_DUPONT.wireForm()));

            assertThat(stage.store.deliveries.get(0).sender()).isEmpty();
            assertThat(stage.store.copies.get(1).queued().get(0).recipient()).isEqualTo(JEAN_DUPONT);
            assertThat(stage.store.copies.get(1).text())
                    .contains("Original-Envelope-Id: QQ+ 314\r\nReporting-MTA: dns; mx.demo.mssante.fr\r\n")
                    .contains("\r\n\r\nOriginal-Recipient: rfc822;claire+labo\r\n"
                            + "Final-Recipient: rfc822; claire.martin@demo.mssante.fr\r\n"
                            + "Action: delivered\r\nStatus: 2.0.0\r\n")
                    .doesNotContain("secretariat");
        }

        @Test
        void whatXtextHidesBecomesNoFieldOfAReport() {
            DsnRequest success =
                    new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), Optional.of("rfc822;a+0D+0AX-Faux:+20y"));
            Envelope envelope = new Envelope(
                    Optional.of(JEAN_DUPONT),
                    List.of(new Envelope.Recipient(CLAIRE, success)),
                    Optional.of("a+0D+0AX-Faux:+20y"),
                    false);
            flow.onMessage(PAIR, envelope, from(JEAN_DUPONT.wireForm()));
            assertThat(stage.store.copies.get(1).text())
                    .contains("Action: delivered")
                    .doesNotContain("X-Faux", "Original-Envelope-Id", "Original-Recipient");
        }

        @Test
        void whenAllRecipientsRefuseSoDoesTheReply() {
            assertThat(rule(patientWrites(CLAIRE_MARTIN, SECRETARIAT))).isEqualTo(Rules.PROFESSIONAL_OPENS);
            assertThat(stage.store.deliveries).isEmpty();
            assertThat(stage.audit).singleElement().satisfies(e -> assertThat(e.kind())
                    .isEqualTo(AuditEvent.Kind.MESSAGE_REFUSED));
        }
    }

    /** What S/MIME says of a message, and what the gateway alone may say. */
    @Nested
    class SecuredMail {
        @Test
        void aSignatureThatDoesNotHoldIsMarked() {
            stage.security.label = new SmimeLabel(SmimeLabel.Status.EXPIRED, Optional.of("Émile\r\nX: y"), false);
            flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm()));
            assertThat(only().placements().get(0).keywords()).containsExactly(Folders.KEYWORD_UNVERIFIED);
            assertThat(only().text()).contains("X-MSSGW-SMIME: expired; signer=?mile??X: y\r\n");
        }

        @Test
        void whatWasDecryptedIsDeliveredAndClosed() {
            stage.security.decrypted =
                    Optional.of("From: jean.dupont@pair.mssante.fr\r\nX-MSSGW-X: y\r\n\r\nen clair\r\n");
            stage.security.label = new SmimeLabel(SmimeLabel.Status.VERIFIED, Optional.of("jean"), true);
            flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm()));
            assertThat(only().text())
                    .contains("X-MSSGW-SMIME: verified; signer=jean; decrypted=yes\r\n")
                    .doesNotContain("X-MSSGW-X")
                    .endsWith("\r\n\r\nen clair\r\n");
        }

        @Test
        void whatOnlyThisGatewayMaySayAndWhatNobodyMaySeeIsNotInAnExplanationEither() {
            flow.onMessage(
                    PAIR,
                    envelope(JEAN_DUPONT, CLAIRE_MARTIN),
                    from(
                            JEAN_DUPONT.wireForm(),
                            "Bcc: paul.petit@demo.mssante.fr",
                            "Resent-Bcc: paul.petit@demo.mssante.fr",
                            "X-MSSGW-SMIME: verified; signer=x",
                            "Authentication-Results: mx.demo.mssante.fr; auth=pass",
                            "Authentication-Results: mx.pair.mssante.fr; auth=pass"));
            for (String text : List.of(stage.security.given, only().text())) {
                assertThat(text)
                        .doesNotContain("paul.petit", "signer=x", "Authentication-Results: mx.demo")
                        .contains("Authentication-Results: mx.pair.mssante.fr; auth=pass\r\n");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Authentication-Results: mx.demo.mssante.fr; none",
                    "authentication-results:MX.DEMO.mssante.fr. 1; spf=pass",
                    "Authentication-Results: (comment) \"mx.demo.mssante.fr\" ; dkim=pass",
                    "Authentication-Results:\r\n mx.demo.mssante.fr;\r\n dmarc=pass",
                })
        void findingsThatClaimToBeOurOwnAreRemoved(String field) {
            flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm(), field));
            assertThat(only().text().toLowerCase(Locale.ROOT)).doesNotContain("authentication-results", "=pass");
        }

        @Test
        void aDecryptedMessageThatCannotBeReadIsRefusedAndClosed() {
            stage.security.decrypted = Optional.of("pas un champ\r\n\r\n");
            assertThat(rule(flow.onMessage(PAIR, envelope(JEAN_DUPONT, CLAIRE_MARTIN), from(JEAN_DUPONT.wireForm()))))
                    .isEqualTo(Rules.MALFORMED_MESSAGE);
        }
    }
}

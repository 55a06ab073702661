package fr.mssgw.patient.flow;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.People.LABO;
import static fr.mssgw.core.fixture.People.OTHER_PATIENT;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static fr.mssgw.core.fixture.People.address;
import static fr.mssgw.core.fixture.People.identity;
import static fr.mssgw.core.fixture.Stage.client;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.PatientFolder;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.PatientBridge;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionalSubmissionTest {
    private static final MssAddress CLAIRE = CLAIRE_MARTIN.address();
    private static final ConversationKey WITH_CLAIRE = new ConversationKey(PATIENT, CLAIRE);

    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalSubmission flow =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    @AfterEach
    void noContentIsLeftOpenAndNoMatriculeIsTraced() {
        assertThat(stage.security.unclosed).isEmpty();
        assertThat(stage.audit.toString()).doesNotContain(PATIENT.matricule());
        stage.store.deliveries.forEach(d -> assertThat(d.audit().toString()).doesNotContain(PATIENT.matricule()));
    }

    private static String rule(Verdict verdict) {
        return verdict instanceof Verdict.Refuse refuse ? refuse.rule().id() : "";
    }

    private static String rule(Reception reception) {
        return reception instanceof Reception.NotStored not ? rule(not.verdict()) : "";
    }

    private static RawMessage report(String... fields) {
        return message("From: Claire <claire.martin@demo.mssante.fr>", String.join("\r\n", fields), "", "corps");
    }

    private static RawMessage plain() {
        return report("Date: Sun, 22 Nov 2026 10:00:00 +0000", "Message-ID: <1@poste>");
    }

    @Test
    void aBalSendsNoMoreThanItsOwnLimitAndNoMoreThanARecipientHereTakes() {
        stage.policies.put(CLAIRE, MailboxSettings.UNLIMITED.withMessage(1_000));
        assertThat(flow.onMailFrom(identity(CLAIRE_MARTIN), CLAIRE.wireForm(), 1_000))
                .isEqualTo(Verdict.DELIVER);
        assertThat(Reply.to(flow.onMailFrom(identity(CLAIRE_MARTIN), CLAIRE.wireForm(), 1_001), "", "")
                        .text())
                .isEqualTo("message trop volumineux : il fait 1001 octets avec ses pièces jointes, "
                        + "or la boîte claire.martin@demo.mssante.fr envoie au plus 1000 octets en tout");
        assertThat(rule(flow.onMailFrom(identity(CLAIRE_MARTIN), JEAN_DUPONT.wireForm(), 1_001)))
                .isEqualTo("GW-FROM-1");
        RawMessage large = message("From: " + CLAIRE.wireForm(), "", "x".repeat(1_000));
        assertThat(rule(send(large, JEAN_DUPONT))).isEqualTo("GW-MSG-3");

        stage.policies.remove(CLAIRE);
        stage.policies.put(SECRETARIAT.address(), MailboxSettings.UNLIMITED.withMessage(1_000));
        assertThat(rule(send(large, JEAN_DUPONT, SECRETARIAT.address()))).isEqualTo("GW-MSG-3");
        assertThat(send(large, JEAN_DUPONT)).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.deliveries).hasSize(1);
    }

    private Reception send(RawMessage message, MssAddress... recipients) {
        return flow.onMessage(client(CLAIRE_MARTIN), new Envelope(CLAIRE, recipients), message);
    }

    private static Envelope nullSender(MssAddress recipient) {
        return new Envelope(
                Optional.empty(), List.of(new Envelope.Recipient(recipient, DsnRequest.NONE)), Optional.empty(), false);
    }

    // MAIL FROM and RCPT TO

    @ParameterizedTest
    @CsvSource({
        "claire.martin@demo.mssante.fr, ''",
        "Claire.Martin@DEMO.mssante.fr, ''",
        "'', ''",
        "paul.petit@demo.mssante.fr, GW-FROM-1",
        "claire.martin@pair.mssante.fr, GW-FROM-1",
        "claire, GW-FROM-1",
    })
    void theSenderIsTheConnectedBal(String sender, String rule) {
        assertThat(rule(flow.onMailFrom(identity(CLAIRE_MARTIN), sender, 0))).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "paul.petit@demo.mssante.fr, ''",
        "absent@demo.mssante.fr, GW-RCPT-1",
        "jean.dupont@pair.mssante.fr, ''",
        "x@sous.pair.mssante.fr, GW-RCPT-2",
        "x@example.com, GW-RCPT-2",
        "279035121518989@patient.mssante.fr, ''",
        "279035121518988@patient.mssante.fr, GW-INS-2",
        "288091234567823@patient.mssante.fr, GW-INS-2",
        "jean.dupont@patient.mssante.fr, GW-INS-1",
        "2790351215 18989@patient.mssante.fr, GW-INS-1",
        "jean, GW-RCPT-4",
    })
    void aRecipientIsABalOfOursAPatientOrAtAListedDomain(String recipient, String rule) {
        assertThat(rule(flow.onRecipient(identity(CLAIRE_MARTIN), Optional.of(CLAIRE), recipient, 0)))
                .isEqualTo(rule);
    }

    @Test
    void aRefusalIsTracedToThePersonAndJudgingIsNot() {
        flow.judgeRecipient("x@example.com");
        flow.judgeMailFrom(CLAIRE_MARTIN, "x@example.com");
        flow.judgeMessage(client(CLAIRE_MARTIN), new Envelope(CLAIRE, JEAN_DUPONT), message("From: x@y.fr", "", ""));
        assertThat(stage.audit).isEmpty();
        flow.onRecipient(identity(CLAIRE_MARTIN), Optional.of(CLAIRE), "279035121518988@patient.mssante.fr", 0);
        flow.onRecipient(identity(CLAIRE_MARTIN), Optional.of(CLAIRE), "279035121518989 @patient.mssante.fr", 0);
        assertThat(stage.audit).hasSize(2).allSatisfy(e -> {
            assertThat(e.kind()).isEqualTo(AuditEvent.Kind.MESSAGE_REFUSED);
            assertThat(e.actor()).isEqualTo("10001234567");
            assertThat(e.details().get("recipients")).doesNotContain("2790351215");
        });
    }

    // DATA

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From: claire.martin@demo.mssante.fr | ''",
                "From: =?utf-8?Q?Dr_Clair=C3=A9?= <Claire.Martin@demo.mssante.fr> | ''",
                "From: paul.petit@demo.mssante.fr | GW-FROM-2",
                "From: claire.martin@demo.mssante.fr, paul.petit@demo.mssante.fr | GW-FROM-2",
                "From: \"claire.martin@demo.mssante.fr\" <paul.petit@demo.mssante.fr> | GW-FROM-2",
                "From: claire.martin@demo.mssante.fr <paul.petit@demo.mssante.fr> | GW-FROM-2",
                "From: equipe: claire.martin@demo.mssante.fr; | GW-FROM-2",
                "Subject: sans auteur | GW-MSG-1",
                "From: claire.martin@demo.mssante.fr\\nfrom: claire.martin@demo.mssante.fr | GW-FROM-2",
                "From: claire.martin@demo.mssante.fr\\nSender: paul.petit@demo.mssante.fr | GW-FROM-2",
                "From: claire.martin@demo.mssante.fr\\nSender: <claire.martin@demo.mssante.fr> | ''",
                "From : claire.martin@demo.mssante.fr | GW-MSG-1",
            })
    void theAuthorIsTheConnectedBal(String fields, String rule) {
        RawMessage message = message(fields.replace("\\n", "\r\n"), "", "corps");
        assertThat(rule(send(message, JEAN_DUPONT))).isEqualTo(rule);
    }

    @Test
    void whatAClientLeavesOutIsAddedAndWhatNobodyMaySeeIsRemoved() {
        Reception reception = send(
                report(
                        "bcc: secret@pair.mssante.fr",
                        "X-MSSGW-SMIME: verified",
                        "Return-Path: <x@y.fr>",
                        "X-MSS-INS: O"),
                JEAN_DUPONT);

        String id = ((Reception.Stored) reception).id().value();
        assertThat(stage.store.copies).singleElement().satisfies(copy -> assertThat(copy.text())
                .isEqualTo(String.join(
                        "\r\n",
                        "Received: from poste.local ([127.0.0.1])",
                        "\tby mx.demo.mssante.fr with ESMTPSA id " + id + ";",
                        "\tSun, 22 Nov 2026 10:00:00 +0000",
                        "Date: Sun, 22 Nov 2026 10:00:00 +0000",
                        "Message-ID: <" + id + "@demo.mssante.fr>",
                        "From: Claire <claire.martin@demo.mssante.fr>",
                        "X-MSS-INS: O",
                        "",
                        "corps",
                        "")));
    }

    @Test
    void dateAndMessageIdOfTheClientStay() {
        send(plain(), JEAN_DUPONT);
        assertThat(stage.store.copies.get(0).text())
                .containsOnlyOnce("Date:")
                .containsOnlyOnce("Message-ID:")
                .contains("Message-ID: <1@poste>");
    }

    @Test
    void theNullSenderIsForReportsOfTheBalOnly() {
        assertThat(rule(flow.onMessage(client(CLAIRE_MARTIN), nullSender(JEAN_DUPONT), plain())))
                .isEqualTo("GW-FROM-3");
        RawMessage receipt = report("Content-Type: multipart/report; report-type=disposition-notification; boundary=x");
        assertThat(rule(flow.onMessage(client(CLAIRE_MARTIN), nullSender(JEAN_DUPONT), receipt)))
                .isEmpty();
        assertThat(rule(flow.onMessage(client(LABO), nullSender(JEAN_DUPONT), receipt)))
                .isEqualTo("GW-FROM-2");
    }

    @Test
    void aReadReceiptToAPatientOpensNothing() {
        RawMessage receipt = report("Content-Type: multipart/report; report-type=disposition-notification; boundary=x");
        assertThat(rule(flow.onMessage(client(CLAIRE_MARTIN), nullSender(PATIENT.address()), receipt)))
                .isEmpty();
        assertThat(stage.store.conversations).isEmpty();
    }

    @Test
    void writingToAPatientOpensTheConversationAndFinClosesIt() {
        send(plain(), PATIENT.address());
        assertThat(stage.store.conversations).containsEntry(WITH_CLAIRE, ConversationState.OPEN);
        assertThat(stage.store.deliveries.get(0).audit())
                .extracting(AuditEvent::kind)
                .containsExactly(AuditEvent.Kind.MESSAGE_ACCEPTED, AuditEvent.Kind.CONVERSATION_CHANGED);

        send(report("X-MSS-MES: FIN"), PATIENT.address());
        assertThat(stage.store.conversations).containsEntry(WITH_CLAIRE, ConversationState.CLOSED);
        assertThat(stage.store.copies.get(1).text()).contains("\r\nX-MSS-MES: FIN\r\n");
        assertThat(stage.store.copies.get(1).queued())
                .extracting(Queued::recipient)
                .containsExactly(PATIENT.address());

        send(plain(), PATIENT.address());
        assertThat(stage.store.conversations).containsEntry(WITH_CLAIRE, ConversationState.OPEN);
    }

    @Test
    void aDocumentOfAnotherPatientStopsTheMessageForEverybody() {
        stage.documents = List.of(new HealthDocument(HealthDocument.Kind.CDA, false, Set.of("x"), true));
        assertThat(rule(send(plain(), JEAN_DUPONT, PATIENT.address()))).isEqualTo("GW-PAT-7");
        assertThat(stage.store.deliveries).isEmpty();
        assertThat(rule(send(plain(), JEAN_DUPONT))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "X-MSS-INS: O, QUALIFIED",
        "X-MSS-INS: N, NOT_QUALIFIED",
        "X-MSS-INS: oui, NONE",
        "'X-MSS-INS: O\r\nX-MSS-INS: N', NONE",
        "X-Autre: O, NONE",
    })
    void whatAMessageDeclaresOfTheInsIsNotedWithThePersonWhoWrote(String field, InsDeclaration declared) {
        send(report(field.replace("\\r\\n", "\r\n")), PATIENT.address());
        assertThat(stage.store.deliveries.get(0).conversations())
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.declared()).isEqualTo(declared);
                    assertThat(step.person()).isEqualTo("10001234567");
                });
        assertThat(stage.store.deliveries.get(0).audit().get(1).details()).containsEntry("ins", declared.name());
    }

    @Test
    void aPatientWhoWantsNoMailGetsNoneUnlessThePersonSaysWhy() {
        stage.opposed = Set.of(PATIENT);
        Verdict refused = ((Reception.NotStored) send(plain(), JEAN_DUPONT, PATIENT.address())).verdict();
        assertThat(refused).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> {
            assertThat(refuse.rule()).isEqualTo(Rules.PATIENT_OPPOSED);
            assertThat(refuse.reason()).contains("destinataire n° 2");
        });
        assertThat(rule(send(plain(), OTHER_PATIENT.address()))).isEmpty();

        assertThat(rule(send(report("X-MSS-Opposition: passer-outre; motif=urgence"), PATIENT.address())))
                .isEmpty();
        assertThat(stage.store.deliveries.get(1).audit()).anySatisfy(event -> {
            assertThat(event.kind()).isEqualTo(AuditEvent.Kind.OPPOSITION_OVERRIDDEN);
            assertThat(event.actor()).isEqualTo("10001234567");
            assertThat(event.details()).containsEntry("reason", "urgence");
        });
        RawMessage receipt = report("Content-Type: multipart/report; report-type=disposition-notification; boundary=x");
        assertThat(rule(flow.onMessage(client(CLAIRE_MARTIN), nullSender(PATIENT.address()), receipt)))
                .isEmpty();
    }

    @Test
    void aRefusedMessageStaysInTheHistoryOfItsConversation() {
        stage.documents = List.of(new HealthDocument(HealthDocument.Kind.CDA, false, Set.of("x"), true));
        send(plain(), PATIENT.address());
        assertThat(stage.store.refusals).isEmpty();
        stage.store.conversations.put(WITH_CLAIRE, ConversationState.OPEN);
        send(plain(), JEAN_DUPONT, PATIENT.address());
        assertThat(stage.store.refusals).containsExactly("GW-PAT-7 10001234567");
    }

    @Test
    void anEncodedFinSubjectCloses() {
        send(report("Subject: =?utf-8?B?W0ZJTl0=?="), PATIENT.address());
        assertThat(stage.store.deliveries.get(0).conversations())
                .singleElement()
                .satisfies(c -> assertThat(c.cause()).isEqualTo(Cause.CLOSED_BY_SUBJECT));
    }

    @ParameterizedTest
    @CsvSource({
        "jean.dupont@pair.mssante.fr, ''",
        "secretariat.cardio@demo.mssante.fr, ''",
        "absent@demo.mssante.fr, GW-PAT-6",
        "claire@example.com, GW-PAT-6",
        "pas une adresse, GW-MSG-1",
    })
    void theReplyToOfMailToAPatientIsOfMssante(String replyTo, String rule) {
        assertThat(rule(send(report("Reply-To: " + replyTo), PATIENT.address())))
                .isEqualTo(rule);
        if (rule.isEmpty()) {
            assertThat(stage.store.conversations).containsOnlyKeys(new ConversationKey(PATIENT, address(replyTo)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reply-To", "Sender"})
    void anUnreadableListOfAddressesIsToldWithItsField(String field) {
        assertThat(((Reception.NotStored) send(report(field + ": pas une adresse"), PATIENT.address()))
                        .reply()
                        .text())
                .startsWith("champ " + field + " : liste d'adresses illisible : ");
    }

    @Test
    void theReplyToOfMailToAColleagueIsNobodysBusiness() {
        assertThat(rule(send(report("Reply-To: claire@example.com"), JEAN_DUPONT)))
                .isEmpty();
    }

    @Test
    void everyPatientHasACopyAloneAndOthersShareOne() {
        send(
                plain(),
                PATIENT.address(),
                JEAN_DUPONT,
                OTHER_PATIENT.address(),
                address("x@autre.mssante.fr"),
                SECRETARIAT.address());

        assertThat(stage.store.copies)
                .extracting(c -> c.queued().stream().map(Queued::recipient).toList())
                .containsExactlyInAnyOrder(
                        List.of(PATIENT.address()),
                        List.of(OTHER_PATIENT.address()),
                        List.of(JEAN_DUPONT, address("x@autre.mssante.fr")),
                        List.of());
        assertThat(stage.store.deliveries.get(0).copies())
                .extracting(c -> System.identityHashCode(c.source()))
                .containsOnly(System.identityHashCode(
                        stage.store.deliveries.get(0).copies().get(0).source()));
    }

    @Test
    void noPatientReadsWhoElseIsTreatedAndProfessionalsReadAll() {
        String one = PATIENT.address().wireForm();
        String other = OTHER_PATIENT.address().wireForm();
        stage.security.signs = true;
        send(
                report(
                        "To: Une <" + one + ">,",
                        " \"Autre, patient\" <" + other + ">, Jean <jean.dupont@pair.mssante.fr>",
                        "Cc: " + other.replace("@", " @ ") + ", secretariat.cardio@demo.mssante.fr",
                        "Resent-To: Groupe: <" + other + ">, <" + one + ">;",
                        "References: <x@patient.mssante.fr>",
                        "X-Suivi: " + other,
                        "X-MSS-NIL: logiciel"),
                PATIENT.address(),
                OTHER_PATIENT.address(),
                SECRETARIAT.address(),
                JEAN_DUPONT);

        assertThat(copyOf(PATIENT.address()))
                .contains("To: Une <" + one + ">, Jean <jean.dupont@pair.mssante.fr>\r\n"
                        + "Cc: secretariat.cardio@demo.mssante.fr\r\n"
                        + "Resent-To: <" + one + ">\r\n"
                        + "References: <x@patient.mssante.fr>\r\n"
                        + "X-MSS-NIL: logiciel\r\n")
                .endsWith("signé par claire.martin@demo.mssante.fr\r\n")
                .doesNotContain(OTHER_PATIENT.matricule(), "Autre");
        assertThat(copyOf(OTHER_PATIENT.address())).doesNotContain(PATIENT.matricule(), "Une");
        assertThat(copyOf(JEAN_DUPONT)).contains(one, other, "X-Suivi");
        assertThat(stage.store.copies)
                .filteredOn(copy -> !copy.placements().isEmpty())
                .singleElement()
                .satisfies(copy -> assertThat(copy.text()).contains(one, other));
    }

    private String copyOf(MssAddress remote) {
        return stage.store.copies.stream()
                .filter(copy ->
                        copy.queued().stream().anyMatch(q -> q.recipient().equals(remote)))
                .findFirst()
                .orElseThrow()
                .text();
    }

    @Test
    void aLocalColleagueReadsItLabelledAsWhatWeSigned() {
        stage.security.signs = true;
        send(plain(), SECRETARIAT.address(), JEAN_DUPONT);

        MemoryStore.Stored local = stage.store.copies.stream()
                .filter(c -> !c.placements().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(local.placements()).containsExactly(Placement.inbox(SECRETARIAT.address()));
        assertThat(local.text())
                .startsWith("Return-Path: <claire.martin@demo.mssante.fr>\r\n"
                        + "X-MSSGW-SMIME: verified; signer=claire.martin@demo.mssante.fr\r\nReceived: ")
                .endsWith("signé par claire.martin@demo.mssante.fr\r\n");
        assertThat(stage.store.copies)
                .filteredOn(c -> c.placements().isEmpty())
                .allSatisfy(c -> assertThat(c.text()).doesNotContain("X-MSSGW").doesNotContain("Return-Path"));
        assertThat(stage.security.opened).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: another",
                "Content-Type: multipart/mixed; boundary=a; boundary=b",
                "Content-Type: multipart/mixed; boundary=\"a\"\r\nContent-Transfer-Encoding: base64",
                "Content-Transfer-Encoding: base64",
            })
    void whatTwoReadersSeeDifferentlyIsNotVerifiedForAColleagueEither(String fields) {
        stage.security.signs = true;
        String mail = "From: <" + CLAIRE.wireForm() + ">\r\nSubject: one\r\nMIME-Version: 1.0\r\n" + fields
                + "\r\n\r\nQUJD\r\nQUI=\r\nQUJD\r\n";
        send(RawMessage.of(mail.getBytes(StandardCharsets.US_ASCII)), SECRETARIAT.address());

        assertThat(stage.store.copies).allSatisfy(copy -> assertThat(copy.text())
                .contains("X-MSSGW-SMIME: invalid; reason=ambiguous; signer=" + CLAIRE.wireForm()));
    }

    @Test
    void aClientThatAskedLearnsThatALocalBalHoldsTheMessage() {
        DsnRequest success = new DsnRequest(java.util.Set.of(DsnRequest.Notify.SUCCESS), Optional.empty());
        Envelope envelope = new Envelope(
                Optional.of(CLAIRE),
                List.of(
                        new Envelope.Recipient(SECRETARIAT.address(), success),
                        new Envelope.Recipient(JEAN_DUPONT, success)),
                Optional.empty(),
                false);

        flow.onMessage(client(CLAIRE_MARTIN), envelope, plain());

        assertThat(stage.store.deliveries.get(0).sender()).contains(CLAIRE);
        assertThat(stage.store.copies)
                .filteredOn(c -> c.placements().contains(Placement.inbox(CLAIRE).storedOverQuota()))
                .singleElement()
                .satisfies(c -> assertThat(c.text())
                        .startsWith("Return-Path: <>\r\nDate: ")
                        .contains("\r\nFrom: =?utf-8?Q?Messagerie_MSSant=C3=A9?= <postmaster@demo.mssante.fr>\r\n")
                        .contains("Action: delivered")
                        .doesNotContain("jean.dupont"));
    }

    @Test
    void aBalThatIsGoneSinceRcptIsNeverPassedOverInSilence() {
        MssAddress gone = address("partie@demo.mssante.fr");
        assertThat(rule(send(plain(), gone))).isEqualTo("GW-RCPT-1");

        send(plain(), gone, JEAN_DUPONT);
        assertThat(stage.store.copies)
                .filteredOn(c -> c.placements().contains(Placement.inbox(CLAIRE).storedOverQuota()))
                .singleElement()
                .satisfies(c -> assertThat(c.text())
                        .contains(
                                "Final-Recipient: rfc822; partie@demo.mssante.fr\r\nAction: failed\r\nStatus: 5.1.1"));
    }

    @Test
    void whatTheClientSignedItselfIsVerifiedForLocalReaders() {
        stage.security.label = new SmimeLabel(SmimeLabel.Status.INVALID, Optional.empty(), false);
        send(report("Content-Type: multipart/signed; boundary=x"), SECRETARIAT.address(), JEAN_DUPONT);

        assertThat(stage.security.opened).isEqualTo(1);
        assertThat(stage.store.copies)
                .filteredOn(c -> !c.placements().isEmpty())
                .singleElement()
                .satisfies(c -> assertThat(c.text()).contains("X-MSSGW-SMIME: invalid\r\n"))
                .satisfies(
                        c -> assertThat(c.placements().get(0).keywords()).containsExactly(Folders.KEYWORD_UNVERIFIED));
    }

    @Test
    void whatTheClientSignedWithAFooterBesideItGoesToColleaguesAndToNoPatient() {
        stage.security.ambiguous = true;
        RawMessage signed = report("Content-Type: multipart/signed; boundary=x");
        assertThat(rule(send(signed, PATIENT.address()))).isEqualTo("GW-MSG-1");
        assertThat(rule(send(signed, SECRETARIAT.address(), PATIENT.address()))).isEqualTo("GW-MSG-1");
        assertThat(stage.store.copies).isEmpty();
        assertThat(send(signed, SECRETARIAT.address(), JEAN_DUPONT)).isInstanceOf(Reception.Stored.class);
    }

    @Test
    void whatTheClientEncryptedIsReadableForLocalReaders() {
        stage.security.decrypted = Optional.of("From: claire.martin@demo.mssante.fr\r\n\r\nen clair\r\n");
        send(report("Content-Type: application/pkcs7-mime; name=smime.p7m"), SECRETARIAT.address());
        assertThat(stage.store.copies).singleElement().satisfies(c -> assertThat(c.text())
                .endsWith("\r\n\r\nen clair\r\n"));
    }

    @Test
    void aPolicyThatCannotBeMetRefuses() {
        stage.security.impossible = Optional.of("aucun certificat connu pour le destinataire");
        Reception reception = send(plain(), JEAN_DUPONT);
        assertThat(rule(reception)).isEqualTo(Rules.SMIME_IMPOSSIBLE.id());
        assertThat(reception.reply().enhanced()).isEqualTo("5.7.10");
    }

    @Test
    void aPatientsCopyIsBoundedAsSentAndOthersAreNot() {
        FlowSettings small =
                new FlowSettings("mx.demo.mssante.fr", Stage.SETTINGS.domain(), false, 300, PatientFolder.Naming.NONE);
        TransactionalSubmission strict = new TransactionalSubmission(stage.ports(), Stage.CLOCK, small);
        RawMessage large = message("From: claire.martin@demo.mssante.fr", "", "x".repeat(300));
        Reception toPatient = strict.onMessage(client(CLAIRE_MARTIN), new Envelope(CLAIRE, PATIENT.address()), large);
        assertThat(toPatient.reply().code()).isEqualTo(552);
        assertThat(toPatient.reply().enhanced()).isEqualTo("5.3.4");
        assertThat(toPatient.reply().text())
                .matches(
                        ".* : il fait \\d{3} octets avec ses pièces jointes, or Mon espace santé accepte 300 octets.*");
        assertThat(strict.onMessage(client(CLAIRE_MARTIN), new Envelope(CLAIRE, JEAN_DUPONT), large))
                .isInstanceOf(Reception.Stored.class);
    }

    @Test
    void aFullMailboxOrAStoreThatIsDownMeansLater() {
        stage.store.full.add(SECRETARIAT.address());
        assertThat(send(plain(), SECRETARIAT.address()).reply().code()).isEqualTo(452);
        stage.store.down = true;
        assertThat(send(plain(), JEAN_DUPONT).reply().code()).isEqualTo(451);
        assertThat(stage.store.deliveries).isEmpty();
    }

    @Test
    void judgingAMessageStoresNothing() {
        assertThat(flow.judgeMessage(client(CLAIRE_MARTIN), new Envelope(CLAIRE, PATIENT.address()), plain()))
                .isEqualTo(Verdict.DELIVER);
        assertThat(stage.store.deliveries).isEmpty();
        assertThat(stage.store.conversations).isEmpty();
    }
}

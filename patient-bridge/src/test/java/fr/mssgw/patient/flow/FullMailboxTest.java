package fr.mssgw.patient.flow;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.People.LABO;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.PAUL_PETIT;
import static fr.mssgw.core.fixture.People.PHARMACIE;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static fr.mssgw.core.fixture.Stage.MES;
import static fr.mssgw.core.fixture.Stage.PAIR;
import static fr.mssgw.core.fixture.Stage.client;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.PatientFolder;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.patient.PatientBridge;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** BALs that had room at RCPT and have none when the message is committed. */
class FullMailboxTest {
    private static final MssAddress CLAIRE = CLAIRE_MARTIN.address();
    private static final MssAddress TEAM = SECRETARIAT.address();

    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalInbound inbound = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS);
    private final TransactionalSubmission submission =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);
    private int commits;

    FullMailboxTest() {
        stage.store.meanwhile = () -> commits++;
    }

    @AfterEach
    void noContentIsLeftOpen() {
        assertThat(stage.security.unclosed).isEmpty();
    }

    private static Envelope.Recipient recipient(Bal bal, Notify... notify) {
        return new Envelope.Recipient(bal.address(), new DsnRequest(Set.of(notify), Optional.empty()));
    }

    private static Envelope envelope(Optional<MssAddress> sender, Envelope.Recipient... recipients) {
        return new Envelope(sender, List.of(recipients), Optional.empty(), false);
    }

    private Reception colleagueWrites(Bal... recipients) {
        Envelope.Recipient[] all =
                Arrays.stream(recipients).map(FullMailboxTest::recipient).toArray(Envelope.Recipient[]::new);
        return inbound.onMessage(PAIR, envelope(Optional.of(JEAN_DUPONT), all), fromJean());
    }

    private static RawMessage fromJean() {
        return message("From: " + JEAN_DUPONT.wireForm(), "", "corps");
    }

    private Reception patientWrites(TransactionalInbound flow, Bal... recipients) {
        Envelope.Recipient[] all =
                Arrays.stream(recipients).map(FullMailboxTest::recipient).toArray(Envelope.Recipient[]::new);
        return flow.onMessage(
                MES,
                envelope(Optional.of(PATIENT.address()), all),
                message("From: " + PATIENT.address().wireForm(), "", "corps"));
    }

    private Reception claireSubmits(MssAddress... recipients) {
        return submission.onMessage(client(CLAIRE_MARTIN), new Envelope(CLAIRE, recipients), fromClaire());
    }

    private static RawMessage fromClaire(String... fields) {
        return message("From: " + CLAIRE.wireForm(), String.join("\r\n", fields) + "\r\nX: y", "", "corps");
    }

    private List<String> letters() {
        return stage.store.copies.stream()
                .filter(copy -> !copy.text().contains("delivery-status"))
                .flatMap(copy -> copy.placements().stream())
                .map(placement -> placement.bal() + (placement.overQuota() ? " over its quota" : ""))
                .toList();
    }

    private MemoryStore.Stored report() {
        List<MemoryStore.Stored> reports = stage.store.copies.stream()
                .filter(copy -> copy.text().contains("delivery-status"))
                .toList();
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    private static String words(MemoryStore.Stored report) {
        String start = "base64\r\n\r\n";
        int from = report.text().indexOf(start) + start.length();
        String part = report.text().substring(from, report.text().indexOf("\r\n--", from));
        return new String(Base64.getMimeDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static void isRefusedAsFull(Reception reception) {
        Reply reply = reception.reply();
        assertThat(reply.code() + " " + reply.enhanced()).isEqualTo("452 4.2.2");
    }

    private static ConversationKey with(Bal contact) {
        return new ConversationKey(PATIENT, contact.address());
    }

    // from other operators

    @Test
    void theOthersGetTheMessageAndTheSenderAReportOfTheFullBal() {
        stage.store.full.add(CLAIRE);

        assertThat(colleagueWrites(CLAIRE_MARTIN, SECRETARIAT)).isInstanceOf(Reception.Stored.class);

        assertThat(letters()).containsExactly(TEAM.toString());
        assertThat(report().queued()).extracting(Queued::recipient).containsExactly(JEAN_DUPONT);
        assertThat(report().text())
                .contains("Final-Recipient: rfc822; claire.martin@demo.mssante.fr\r\n"
                        + "Action: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 452 4.2.2 [GW-RCPT-5]\r\n")
                .doesNotContain("rfc822; secretariat");
        assertThat(words(report()))
                .isEqualTo("Votre message n'a pas été remis à claire.martin@demo.mssante.fr :\r\n"
                        + "    la boîte claire.martin@demo.mssante.fr est pleine [GW-RCPT-5]\r\n"
                        + "    Il ne le sera pas plus tard : renvoyez-le à ce destinataire.\r\n");
        assertThat(stage.store.deliveries.get(0).sender()).isEmpty();
        assertThat(stage.store.deliveries.get(0).audit().get(0).toString())
                .contains("claire.martin@demo.mssante.fr GW-RCPT-5");
    }

    @Test
    void allFullBalsAreLeftOutAtOnce() {
        stage.store.full.addAll(List.of(CLAIRE, PAUL_PETIT.address(), LABO.address()));

        assertThat(colleagueWrites(CLAIRE_MARTIN, PAUL_PETIT, LABO, SECRETARIAT))
                .isInstanceOf(Reception.Stored.class);

        assertThat(letters()).containsExactly(TEAM.toString());
        assertThat(report().text().split("Status: 5\\.2\\.2", -1)).hasSize(4);
        assertThat(commits).isEqualTo(2);
    }

    @Test
    void balsThatFillUpOneAfterTheOtherAreLeftOutOneAfterTheOther() {
        List<Bal> filling = List.of(CLAIRE_MARTIN, PAUL_PETIT, LABO, PHARMACIE);
        stage.store.meanwhile =
                () -> stage.store.full.add(filling.get(Math.min(commits++, 3)).address());

        assertThat(colleagueWrites(CLAIRE_MARTIN, PAUL_PETIT, LABO, PHARMACIE, SECRETARIAT))
                .isInstanceOf(Reception.Stored.class);

        assertThat(letters()).containsExactly(TEAM.toString());
    }

    @Test
    void wherePeersNameFullBalsOnlyTheyTryAgain() {
        stage.store.full.addAll(List.of(CLAIRE, TEAM));
        isRefusedAsFull(colleagueWrites(CLAIRE_MARTIN));
        isRefusedAsFull(colleagueWrites(CLAIRE_MARTIN, SECRETARIAT));
        assertThat(stage.store.deliveries).isEmpty();
    }

    @Test
    void wherePartIsRefusedForGoodAndTheRestIsFullPeersTryAgain() {
        stage.store.conversations.put(with(CLAIRE_MARTIN), ConversationState.CLOSED);
        stage.store.full.add(PHARMACIE.address());

        isRefusedAsFull(patientWrites(inbound, CLAIRE_MARTIN, PHARMACIE));

        stage.store.full.clear();
        assertThat(patientWrites(inbound, CLAIRE_MARTIN, PHARMACIE)).isInstanceOf(Reception.Stored.class);
        assertThat(report().text()).contains("Status: 5.7.1");
    }

    @Test
    void aPatientsLetterMovesTheConversationsOfThoseWhoGetItOnly() {
        stage.store.conversations.put(with(CLAIRE_MARTIN), ConversationState.OPEN);
        stage.store.full.add(CLAIRE);

        assertThat(patientWrites(inbound, CLAIRE_MARTIN, PHARMACIE)).isInstanceOf(Reception.Stored.class);

        assertThat(letters()).containsExactly(PHARMACIE.address().toString());
        assertThat(stage.store.deliveries.get(0).conversations())
                .extracting(change -> change.key().contact())
                .containsExactly(PHARMACIE.address());
        assertThat(report().queued()).extracting(Queued::recipient).containsExactly(PATIENT.address());
        assertThat(stage.store.refusals).containsExactly("GW-RCPT-5 patient");
    }

    @Test
    void aPrescriptionThatAFullPharmacyDoesNotGetLeavesNothingBehindThere() {
        stage.outline =
                new MimeOutline(List.of(new MimeOutline.File("a.pdf", "application/pdf", MimeOutline.Content.PDF)));
        stage.store.full.add(PHARMACIE.address());

        isRefusedAsFull(patientWrites(inbound, PHARMACIE));
        assertThat(stage.store.conversations).isEmpty();
        assertThat(stage.store.documents).isEmpty();

        stage.outline = new MimeOutline(List.of());
        stage.store.conversations.put(with(CLAIRE_MARTIN), ConversationState.OPEN);
        assertThat(patientWrites(inbound, CLAIRE_MARTIN, PHARMACIE)).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.deliveries.get(0).arrivals()).isEmpty();
        assertThat(stage.store.conversations).doesNotContainKey(with(PHARMACIE));
    }

    @Test
    void aPatientsFolderIsGivenUpBeforeTheLetterIs() {
        TransactionalInbound filing = new TransactionalInbound(
                stage.ports(),
                Stage.CLOCK,
                new FlowSettings(
                        "mx.demo.mssante.fr", Stage.SETTINGS.domain(), false, 1_000_000, PatientFolder.Naming.NAME));
        stage.store.conversations.put(with(CLAIRE_MARTIN), ConversationState.OPEN);
        stage.store.inboxOnly.addAll(List.of(CLAIRE, PHARMACIE.address()));
        stage.store.full.add(PHARMACIE.address());

        assertThat(patientWrites(filing, CLAIRE_MARTIN, PHARMACIE)).isInstanceOf(Reception.Stored.class);

        assertThat(stage.store.copies.get(0).placements())
                .extracting(Placement::folder)
                .containsExactly(Folders.INBOX);
        assertThat(letters()).containsExactly(CLAIRE.toString());
        assertThat(report().text()).contains("rfc822; pharmacie.centrale@demo.mssante.fr");
    }

    @Test
    void whatNobodyMayBeToldOfIsStoredOverTheQuotaRatherThanLost() {
        stage.store.full.add(CLAIRE);

        inbound.onMessage(
                PAIR,
                envelope(Optional.of(JEAN_DUPONT), recipient(CLAIRE_MARTIN, Notify.NEVER), recipient(SECRETARIAT)),
                fromJean());
        assertThat(letters()).containsExactlyInAnyOrder(CLAIRE + " over its quota", TEAM.toString());

        stage.store.copies.clear();
        inbound.onMessage(
                PAIR, envelope(Optional.empty(), recipient(CLAIRE_MARTIN), recipient(SECRETARIAT)), fromJean());
        assertThat(letters()).containsExactlyInAnyOrder(CLAIRE + " over its quota", TEAM.toString());

        isRefusedAsFull(inbound.onMessage(PAIR, envelope(Optional.empty(), recipient(CLAIRE_MARTIN)), fromJean()));
        isRefusedAsFull(inbound.onMessage(
                PAIR, envelope(Optional.of(JEAN_DUPONT), recipient(CLAIRE_MARTIN, Notify.NEVER)), fromJean()));
    }

    @Test
    void aRuleDoesNotBringToAFullBalWhatItWasRefused() {
        stage.policies.put(
                TEAM,
                MailboxSettings.UNLIMITED.with(new DeliveryRules(Optional.empty(), List.of(CLAIRE), Optional.empty())));
        stage.store.full.add(CLAIRE);

        assertThat(colleagueWrites(CLAIRE_MARTIN, SECRETARIAT)).isInstanceOf(Reception.Stored.class);

        assertThat(letters()).containsExactly(TEAM.toString());
        assertThat(report().text()).contains("rfc822; claire.martin@demo.mssante.fr");
    }

    // from clients

    @Test
    void aClientsMessageReachesTheOthersAndItsSenderFindsAReportInTheInbox() {
        stage.store.full.add(TEAM);

        assertThat(claireSubmits(TEAM, PAUL_PETIT.address(), JEAN_DUPONT, PATIENT.address()))
                .isInstanceOf(Reception.Stored.class);

        assertThat(letters()).containsExactly(PAUL_PETIT.address().toString());
        assertThat(stage.store.copies.stream().flatMap(copy -> copy.queued().stream()))
                .extracting(Queued::recipient)
                .containsExactlyInAnyOrder(JEAN_DUPONT, PATIENT.address());
        assertThat(stage.store.conversations).containsEntry(with(CLAIRE_MARTIN), ConversationState.OPEN);
        assertThat(report().placements()).extracting(Placement::bal).containsExactly(CLAIRE);
        assertThat(report().text())
                .contains("rfc822; secretariat.cardio@demo.mssante.fr\r\nAction: failed\r\nStatus: 5.2.2\r\n");
        assertThat(stage.store.deliveries.get(0).audit())
                .filteredOn(event -> event.kind() == AuditEvent.Kind.MESSAGE_REFUSED)
                .singleElement()
                .satisfies(event -> assertThat(event.toString()).contains("GW-RCPT-5", TEAM.toString()));
    }

    @Test
    void aClientThatNamesFullBalsOnlyIsToldAtOnce() {
        stage.store.full.addAll(List.of(TEAM, PAUL_PETIT.address()));
        isRefusedAsFull(claireSubmits(TEAM));
        isRefusedAsFull(claireSubmits(TEAM, PAUL_PETIT.address()));
        assertThat(stage.store.deliveries).isEmpty();
    }

    @Test
    void whoseOwnBalIsFullFindsTheReportAllTheSame() {
        stage.store.full.addAll(List.of(TEAM, CLAIRE));

        assertThat(claireSubmits(CLAIRE, TEAM, JEAN_DUPONT)).isInstanceOf(Reception.Stored.class);

        assertThat(letters()).isEmpty();
        assertThat(report().placements()).singleElement().satisfies(placement -> {
            assertThat(placement.bal()).isEqualTo(CLAIRE);
            assertThat(placement.overQuota()).isTrue();
        });
        assertThat(report().text()).contains("rfc822; claire.martin").contains("rfc822; secretariat.cardio");
    }

    @Test
    void aReceiptOfAClientIsStoredOverTheQuotaRatherThanLost() {
        stage.store.full.add(TEAM);
        Envelope both = envelope(Optional.empty(), recipient(SECRETARIAT), recipient(PAUL_PETIT));
        RawMessage receipt =
                fromClaire("Content-Type: multipart/report; report-type=disposition-notification; boundary=x");

        assertThat(submission.onMessage(client(CLAIRE_MARTIN), both, receipt)).isInstanceOf(Reception.Stored.class);
        assertThat(letters())
                .containsExactlyInAnyOrder(
                        TEAM + " over its quota", PAUL_PETIT.address().toString());

        isRefusedAsFull(submission.onMessage(
                client(CLAIRE_MARTIN), envelope(Optional.empty(), recipient(SECRETARIAT)), receipt));
    }

    @Test
    void anExchangeThatBeginsAgainMeanwhileIsJudgedAgainWithTheFullBalLeftOut() {
        stage.store.full.add(TEAM);
        stage.store.conversations.put(with(CLAIRE_MARTIN), ConversationState.CLOSED);
        stage.store.meanwhile = () -> {
            if (++commits == 2) {
                stage.store.conversations.put(with(CLAIRE_MARTIN), ConversationState.OPEN);
            }
        };
        RawMessage end = message("From: " + CLAIRE.wireForm(), "Subject: [FIN]", "", "");

        assertThat(submission.onMessage(
                        client(CLAIRE_MARTIN),
                        new Envelope(CLAIRE, PATIENT.address(), TEAM, PAUL_PETIT.address()),
                        end))
                .isInstanceOf(Reception.Stored.class);

        assertThat(letters()).containsExactly(PAUL_PETIT.address().toString());
        assertThat(stage.store.copies.stream().flatMap(copy -> copy.queued().stream()))
                .extracting(Queued::recipient)
                .containsExactly(PATIENT.address());
        assertThat(stage.store.conversations).containsEntry(with(CLAIRE_MARTIN), ConversationState.CLOSED);
    }
}

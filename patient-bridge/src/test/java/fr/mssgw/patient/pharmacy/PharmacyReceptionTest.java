package fr.mssgw.patient.pharmacy;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.PHARMACIE;
import static fr.mssgw.core.fixture.Stage.MES;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.fixture.People;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.OpeningHours.Span;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.identity.PharmacyService.Acknowledgement;
import fr.mssgw.core.identity.PharmacyService.Remind;
import fr.mssgw.core.identity.PharmacyService.Target;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.patient.PatientBridge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PharmacyReceptionTest {
    private static final ConversationKey PAIR = new ConversationKey(PATIENT, PHARMACIE.address());
    /** A Sunday. */
    private static final Instant HERE = Instant.parse("2026-11-22T10:00:00Z");

    private Stage stage = stage(PharmacyService.DEFAULT);

    private static Stage stage(PharmacyService service) {
        Bal.Organisational usual = (Bal.Organisational) PHARMACIE;
        return new Stage(
                new PatientBridge(),
                List.of(
                        CLAIRE_MARTIN,
                        new Bal.Organisational(
                                usual.address(),
                                usual.displayName(),
                                usual.listeRouge(),
                                usual.persons(),
                                usual.team(),
                                usual.patientInitiated(),
                                service)));
    }

    @AfterEach
    void noContentIsLeftOpen() {
        assertThat(stage.security.unclosed).isEmpty();
    }

    private Delivery receive(Envelope envelope, String... lines) {
        RawMessage message = Stage.message(lines);
        Reception reception = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS, () -> HERE)
                .onMessage(MES, envelope, message);
        assertThat(reception).isInstanceOf(Reception.Stored.class);
        return stage.store.deliveries.get(stage.store.deliveries.size() - 1);
    }

    private Delivery receive(String... fields) {
        String[] lines = new String[fields.length + 3];
        lines[0] = "From: <" + PATIENT.address().wireForm() + ">";
        System.arraycopy(fields, 0, lines, 1, fields.length);
        lines[fields.length + 1] = "";
        lines[fields.length + 2] = "Bonjour";
        return receive(new Envelope(PATIENT.address(), PHARMACIE.address()), lines);
    }

    private static PharmacyArrival arrival(Delivery delivery) {
        assertThat(delivery.arrivals()).hasSize(1);
        return delivery.arrivals().get(0);
    }

    private static String text(Copy copy) {
        try (InputStream body = copy.source().open()) {
            body.skipNBytes(copy.bodyOffset());
            return new String(copy.header(), StandardCharsets.US_ASCII)
                    + new String(body.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String words(String message) {
        String body = message.substring(message.indexOf("\r\n\r\n") + 4).replaceAll("\\s", "");
        return new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8);
    }

    private String acknowledgement(Delivery delivery) {
        return text(arrival(delivery).acknowledgement().orElseThrow().copies().get(0));
    }

    @Test
    void thePatientIsAnsweredByThePharmacyAndNobodyAnswersThat() {
        Delivery received = receive(
                "Message-ID: <a1@patient.mssante.fr>", "References: <z@x> <y@x>", "Subject: =?utf-8?Q?Ordonn=C3=A9e?=");
        Delivery answer = arrival(received).acknowledgement().orElseThrow();
        assertThat(answer.sender()).isEmpty();
        assertThat(answer.conversations()).isEmpty();
        assertThat(answer.copies()).singleElement().satisfies(copy -> {
            assertThat(copy.placements()).isEmpty();
            assertThat(copy.queued()).singleElement().satisfies(q -> assertThat(q.recipient())
                    .isEqualTo(PATIENT.address()));
        });
        assertThat(answer.audit().toString()).contains("PATIENT_ACKNOWLEDGED").doesNotContain(PATIENT.matricule());
        String message = text(answer.copies().get(0));
        assertThat(message)
                .contains("<pharmacie.centrale@demo.mssante.fr>\r\n")
                .contains("To: <279035121518989@patient.mssante.fr>\r\n")
                .contains("Auto-Submitted: auto-replied\r\n")
                .contains("In-Reply-To: <a1@patient.mssante.fr>\r\n"
                        + "References: <z@x>\r\n <y@x>\r\n <a1@patient.mssante.fr>\r\n")
                .doesNotContain("X-MSS-MES", "\nReply-To: ");
        assertThat(EncodedWords.decode(message)).contains("Subject: Bien reçu : Ordonnée");
        assertThat(words(message))
                .startsWith("Bonjour,\r\n\r\nVotre message a bien été remis à : Pharmacie Centrale.\r\n")
                .contains("automatique", "apportez l'original");
    }

    @Test
    void theAnswerIsNoStepOfTheConversation() {
        Delivery received = receive("Subject: a");
        assertThat(received.conversations()).singleElement().satisfies(change -> assertThat(change.cause())
                .isEqualTo(Cause.PATIENT_WROTE));
        assertThat(arrival(received).acknowledgement().orElseThrow().conversations())
                .isEmpty();
    }

    @Test
    void thePharmacysOwnTextAndHoursAreTold() {
        stage = stage(new PharmacyService(
                Optional.of(new OpeningHours(
                        Map.of(DayOfWeek.MONDAY, List.of(new Span(510, 750))),
                        Set.of(),
                        true,
                        ZoneId.of("Europe/Paris"))),
                Optional.of(new Acknowledgement(Optional.of("Garde : 32 37.\nÀ bientôt."))),
                Optional.empty(),
                Optional.empty()));
        assertThat(words(acknowledgement(receive("Subject: a"))))
                .contains("Garde : 32 37.\r\nÀ bientôt.\r\n")
                .contains("La pharmacie est fermée en ce moment ; elle ouvre lundi 23 novembre à 8 h 30.\r\n")
                .contains("Horaires d'ouverture :\r\nlundi : 8 h 30 – 12 h 30\r\nmardi : fermé\r\n")
                .doesNotContain("l'original");
    }

    @Test
    void aPharmacyMayAnswerNothing() {
        stage = stage(new PharmacyService(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(arrival(receive("Subject: a")).acknowledgement()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: Auto-Generated (vacances)",
                "Precedence: bulk",
                "Precedence: LIST",
                "List-Id: <a.b>",
                "Content-Type: multipart/report; boundary=b",
            })
    void whatAMachineSentIsNotAnswered(String field) {
        assertThat(arrival(receive(field)).acknowledgement()).isEmpty();
    }

    @Test
    void aMailWithoutASenderIsNotAnswered() {
        Envelope nobody = new Envelope(
                Optional.empty(),
                List.of(new Envelope.Recipient(PHARMACIE.address(), DsnRequest.NONE)),
                Optional.empty(),
                false);
        assertThat(arrival(receive(nobody, "From: <" + PATIENT.address().wireForm() + ">", "", "Bonjour"))
                        .acknowledgement())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Auto-Submitted: no", "Auto-Submitted: No (x)", "Precedence: first-class"})
    void whatAPersonSentIsAnswered(String field) {
        assertThat(arrival(receive(field)).acknowledgement()).isPresent();
    }

    @Test
    void aPatientWhoWantsNoMailIsNotAnsweredByAMachine() {
        stage.opposed = Set.of(PATIENT);
        assertThat(arrival(receive("Subject: a")).acknowledgement()).isEmpty();
    }

    @Test
    void hostileFieldsDoNotReachTheAnswer() {
        String message = acknowledgement(receive(
                "Message-ID: <a b@c>",
                "References: <<evil>> \"Bcc: x\" <ok@x>",
                "Subject: =?utf-8?Q?a=0D=0ABcc:_x?= " + "long ".repeat(200)));
        assertThat(message).doesNotContain("In-Reply-To", "References", "\nBcc");
        assertThat(message.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(200));
    }

    @Test
    void theAnswerIsSignedAsThePharmacysOtherMail() {
        stage.security.signs = true;
        assertThat(acknowledgement(receive("Subject: a"))).contains(" par pharmacie.centrale@demo.mssante.fr\r\n");
    }

    @Test
    void withoutTheSmimeThatIsRequiredThePatientsMessageIsStoredAllTheSame() {
        stage.security.impossible = Optional.of("aucun certificat");
        assertThat(arrival(receive("Subject: a")).acknowledgement()).isEmpty();
    }

    @Test
    void theAnswerIsDueAfterSoMuchOpeningTime() {
        stage = stage(new PharmacyService(
                Optional.of(new OpeningHours(
                        Map.of(DayOfWeek.MONDAY, List.of(new Span(510, 750))),
                        Set.of(),
                        true,
                        ZoneId.of("Europe/Paris"))),
                Optional.empty(),
                Optional.of(new Target(Duration.ofHours(2), Remind.TEAM, Optional.empty(), Duration.ofHours(2))),
                Optional.empty()));
        assertThat(arrival(receive("Subject: a")).answerBy()).contains(Instant.parse("2026-11-23T09:30:00Z"));
        stage = stage(PharmacyService.DEFAULT);
        assertThat(arrival(receive("Subject: a")).answerBy()).isEmpty();
    }

    // the same document again

    private static MimeOutline carrying(String... digests) {
        return new MimeOutline(java.util.Arrays.stream(digests)
                .map(d -> new MimeOutline.File("a.pdf", "application/pdf", MimeOutline.Content.PDF, d))
                .toList());
    }

    @Test
    void theSameDocumentAgainIsStoredAndMarked() {
        stage.outline = carrying("11", "22");
        Delivery first = receive("Subject: a");
        assertThat(first.copies().get(0).placements().get(0).keywords()).doesNotContain(Folders.KEYWORD_DUPLICATE);
        stage.outline = carrying("22", "33", "44");
        Delivery second = receive("Subject: b");
        assertThat(second.copies().get(0).placements().get(0).keywords())
                .contains(Folders.KEYWORD_DUPLICATE, Folders.KEYWORD_PRESCRIPTION);
        assertThat(text(second.copies().get(0)))
                .contains("X-MSSGW-Duplicate: 1 of 3; earlier=" + first.id() + "; at=2026-11-22T10:00:00Z\r\n");
        assertThat(stage.store.deliveries).hasSize(2);
        assertThat(stage.store.conversations).containsEntry(PAIR, ConversationState.OPEN);
    }

    @Test
    void anotherPatientsDocumentIsAnother() {
        stage.outline = carrying("11");
        receive("Subject: a");
        Delivery other = receive(
                new Envelope(People.OTHER_PATIENT.address(), PHARMACIE.address()),
                "From: <" + People.OTHER_PATIENT.address().wireForm() + ">",
                "",
                "Bonjour");
        assertThat(arrival(other).earlier()).isEmpty();
    }

    @Test
    void aForgedMarkDoesNotSurvive() {
        assertThat(text(receive("X-MSSGW-Duplicate: 1 of 1").copies().get(0))).doesNotContain("X-MSSGW-Duplicate");
    }
}

package fr.mssgw.patient.mes;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static fr.mssgw.core.fixture.People.address;
import static fr.mssgw.core.fixture.Stage.MES;
import static fr.mssgw.core.fixture.Stage.PAIR;
import static fr.mssgw.core.fixture.Stage.message;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.fixture.CountedMail;
import fr.mssgw.core.fixture.GeneratedReport;
import fr.mssgw.core.fixture.GeneratedReport.Part;
import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.report.Difference;
import fr.mssgw.patient.PatientBridge;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Mon espace santé sends back about a message of Claire Martin. */
class MesReportsTest {
    private static final String NAME = "<compte-rendu@poste.demo.mssante.fr>";
    private static final String ENDED = "le professionnel a mis fin à cet échange";
    private static final String NEVER_WRITTEN_TO =
            "ce professionnel ne vous a pas écrit : vous ne pouvez que lui répondre";
    private static final String WHERE = PATIENT.address().wireForm();
    private static final ConversationKey KEY = new ConversationKey(PATIENT, CLAIRE_MARTIN.address());

    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalInbound inbound = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS);
    private final TransactionalSubmission submission =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    @BeforeEach
    void claireWrites() {
        submits(NAME, "Subject: Compte rendu");
        stage.store.copies.clear();
    }

    private void submits(String name, String... fields) {
        assertThat(submission.onMessage(
                        Stage.client(CLAIRE_MARTIN),
                        new Envelope(CLAIRE_MARTIN.address(), PATIENT.address()),
                        message(
                                "From: <" + CLAIRE_MARTIN.address().wireForm() + ">",
                                "Message-ID: " + name,
                                String.join("\r\n", fields),
                                "",
                                "Bonjour.")))
                .isInstanceOf(Reception.Stored.class);
    }

    @AfterEach
    void noMatriculeIsTraced() {
        stage.store.deliveries.forEach(d -> assertThat(d.audit().toString()).doesNotContain(PATIENT.matricule()));
    }

    private Reception returns(RawMessage report) {
        return returns(CLAIRE_MARTIN, report);
    }

    private Reception returns(Bal to, RawMessage report) {
        Envelope envelope = new Envelope(
                Optional.empty(),
                List.of(new Envelope.Recipient(to.address(), DsnRequest.NONE)),
                Optional.empty(),
                false);
        return inbound.onMessage(MES, envelope, report);
    }

    private static RawMessage report(String status, String action) {
        return message(
                "From: mailer-daemon@patient.mssante.fr",
                "Subject: Rapport",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"",
                "",
                "--b",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Votre message a un souci.",
                "--b",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; mx.patient.mssante.fr",
                "",
                "Final-Recipient: rfc822; " + WHERE,
                "Action: " + action,
                "Status: " + status,
                "Diagnostic-Code: smtp; 550 refus de la plateforme",
                "--b",
                "Content-Type: text/rfc822-headers",
                "",
                "Subject: =?utf-8?Q?Compte_rendu_=C3=A9t=C3=A9?=",
                "Message-ID: " + NAME,
                "",
                "--b--");
    }

    private static RawMessage plain(String subject, String... lines) {
        return message(
                "From: postmaster@patient.mssante.fr",
                "Subject: " + subject,
                "In-Reply-To: " + NAME,
                "Content-Type: text/plain; charset=utf-8",
                "",
                String.join("\r\n", lines));
    }

    private static RawMessage unknown() {
        return plain(
                "Message non =?utf-8?Q?distribu=C3=A9_?=: Compte rendu",
                "Votre message destiné à " + WHERE + " n'a pas pu être distribué.",
                "Motif : Usager introuvable.");
    }

    private MemoryStore.Stored only() {
        assertThat(stage.store.copies).hasSize(1);
        return stage.store.copies.get(0);
    }

    private static String subject(MemoryStore.Stored copy) {
        String folded = copy.text().replaceAll("(?s).*?\r\nSubject: (.*?)\r\n[A-Z].*", "$1");
        return EncodedWords.decode(folded.replace("\r\n", ""));
    }

    private static String words(MemoryStore.Stored copy) {
        String encoded = copy.text().split("base64\r\n\r\n", 2)[1].split("\r\n--", 2)[0];
        return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private Delivery last() {
        return stage.store.deliveries.get(stage.store.deliveries.size() - 1);
    }

    @Test
    void aReportBecomesOneFrenchMessageTiedToTheOriginal() {
        assertThat(returns(report("5.2.1", "failed"))).isInstanceOf(Reception.Stored.class);

        assertThat(subject(only())).isEqualTo("Message non distribué : Compte rendu été");
        assertThat(words(only()))
                .contains("« Compte rendu été » adressé à " + WHERE)
                .contains("est fermée", "refus de la plateforme", "Que faire ? Ne renvoyez pas");
        assertThat(only().text())
                .contains("\r\nIn-Reply-To: " + NAME, "X-MSSGW-Conversation: open; id=", "message/rfc822");
        assertThat(only().placements())
                .containsExactly(
                        new Placement(CLAIRE_MARTIN.address(), Folders.INBOX, false, Set.of(), Optional.of(KEY)));
        assertThat(last().conversations()).singleElement().satisfies(change -> {
            assertThat(change.cause()).isEqualTo(Cause.MESSAGE_RETURNED);
            assertThat(change.messageId()).contains(NAME);
            assertThat(change.to()).isEqualTo(ConversationState.OPEN);
        });
        assertThat(last().audit()).extracting(AuditEvent::kind).contains(AuditEvent.Kind.MESSAGE_RETURNED);
    }

    @Test
    void aPlainMailOfThePostmasterIsUnderstoodAlsoWithASenderOfItsOwn() {
        Reception stored = inbound.onMessage(
                MES, new Envelope(address("postmaster@patient.mssante.fr"), CLAIRE_MARTIN.address()), unknown());
        assertThat(stored).isInstanceOf(Reception.Stored.class);
        assertThat(subject(only())).isEqualTo("Message non distribué : Compte rendu");
        assertThat(words(only())).contains("aucun espace n'est ouvert", "« Usager introuvable. »", "INSi");
    }

    @Test
    void anInvalidAddressIsToldInBothForms() {
        returns(report("5.1.3", "failed"));
        assertThat(words(only())).contains("l'adresse du patient n'est pas valide", "téléservice INSi");
        stage.store.copies.clear();
        stage.store.deliveries.removeIf(
                delivery -> delivery.conversations().stream().anyMatch(step -> step.cause() == Cause.MESSAGE_RETURNED));
        returns(plain("Message non distribué", "À : " + WHERE, "Motif : adresse invalide."));
        assertThat(words(only())).contains("l'adresse du patient n'est pas valide", "« adresse invalide. »");
    }

    @Test
    void theSameFailureInBothFormsIsToldOnce() {
        returns(report("5.1.1", "failed"));
        assertThat(returns(unknown())).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.copies).hasSize(1);
        assertThat(last().audit().toString()).contains("told=already");
    }

    @Test
    void aReturnedMessageLeavesAClosedConversationClosed() {
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        returns(report("5.3.4", "failed"));
        assertThat(words(only())).contains("trop volumineux");
        assertThat(only().text()).contains("X-MSSGW-Conversation: closed; id=");
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
    }

    @Test
    void whatIsNoFailureOrNotUnderstoodIsDeliveredAsItIs() {
        returns(report("4.2.1", "delayed"));
        returns(plain("Message non remis", "Une panne, sans plus."));
        returns(plain(
                "Message non remis", "Motif : inconnu de " + WHERE + " et de 179037512151842@patient.mssante.fr"));
        assertThat(stage.store.copies)
                .hasSize(3)
                .allSatisfy(copy -> assertThat(copy.text()).doesNotContain("Que faire", "rapport-mon-espace-sante"))
                .allSatisfy(copy ->
                        assertThat(copy.placements()).containsExactly(Placement.inbox(CLAIRE_MARTIN.address())));
    }

    @Test
    void aReportOnAnotherBalsMessageIsNotTiedToIt() {
        returns(SECRETARIAT, report("5.2.1", "failed"));
        assertThat(only().text()).doesNotContain("X-MSSGW-Conversation");
        assertThat(last().conversations()).isEmpty();
    }

    @Test
    void anotherOperatorsReportIsNoneOfMonEspaceSante() {
        Envelope envelope = new Envelope(
                Optional.empty(),
                List.of(new Envelope.Recipient(CLAIRE_MARTIN.address(), DsnRequest.NONE)),
                Optional.empty(),
                false);
        Reception reception = inbound.onMessage(PAIR, envelope, report("5.2.1", "failed"));
        assertThat(((Verdict.Refuse) ((Reception.NotStored) reception).verdict()).rule())
                .isEqualTo(Rules.HEADER_FROM_MISMATCH);
    }

    private static RawMessage receipt(String about, String disposition, String... more) {
        return message(
                "From: " + WHERE,
                "Subject: Lu",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
                "",
                "--b",
                "",
                "Message lu.",
                "--b",
                "Content-Type: message/disposition-notification",
                "",
                "Final-Recipient: rfc822; " + WHERE,
                "Original-Message-ID: " + about,
                "Disposition: manual-action/MDN-sent-manually; " + disposition,
                "",
                String.join("\r\n", more) + "--b--");
    }

    @Test
    void aReceiptMarksTheOriginalAlsoAfterClosureAndAfterAFailure() {
        returns(report("5.2.1", "failed"));
        stage.store.conversations.put(KEY, ConversationState.CLOSED);

        assertThat(returns(receipt(NAME, "displayed"))).isInstanceOf(Reception.Stored.class);

        assertThat(stage.store.marked).containsExactly(NAME + " $MSS_Read");
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
        assertThat(last().audit().toString()).contains("MESSAGE_READ", "after=a return");
        assertThat(stage.store.copies).hasSize(2);

        assertThat(returns(receipt(NAME, "displayed"))).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.copies).hasSize(2);
    }

    @Test
    void aReceiptThatIsNotOneIsJudgedAsAMessageOfThePatient() {
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        List<RawMessage> refused = List.of(
                receipt("<jamais-envoye@demo.mssante.fr>", "displayed"),
                receipt(NAME, "displayed", "--b", "Content-Type: application/pdf", "", "%PDF", ""),
                message("From: " + WHERE, "In-Reply-To: " + NAME, "", "Je réponds."));
        assertThat(refused).allSatisfy(one -> assertThat(returns(one)).isInstanceOf(Reception.NotStored.class));
    }

    /** A receipt with one thing beside it, each of which once reached a closed exchange. */
    private static Map<String, RawMessage> moreThanReceipts() {
        String letter = "Bonjour docteur, je souffre encore.\n".repeat(100);
        Part file = new Part("application/x-msdownload; name=virus.exe", "TVqQAAMAAAA=");
        file.fields.addAll(
                List.of("Content-Disposition: attachment; filename=virus.exe", "Content-Transfer-Encoding: base64"));
        Map<String, GeneratedReport> mails = new TreeMap<>();
        for (String how :
                List.of("31st part", "preamble", "parameter", "html", "header", "text", "returned", "epilogue")) {
            mails.put(how, GeneratedReport.receipt());
        }
        for (int i = 0; i < 29; i++) {
            one(mails, "31st part").parts.add(0, GeneratedReport.plain());
        }
        one(mails, "31st part").parts.add(file);
        one(mails, "preamble").preamble = letter;
        one(mails, "epilogue").epilogue = letter;
        one(mails, "parameter").parameters = "; x=\"; boundary=BB; \"; boundary=\"CC\"";
        one(mails, "parameter").epilogue =
                "--CC\nContent-Type: application/x-msdownload; name=virus.exe\n\nMZ\n--CC--\n";
        one(mails, "html")
                .parts
                .set(
                        0,
                        new Part(
                                "multipart/alternative; boundary=in",
                                "--in\n\nlu\n--in\nContent-Type: text/html\n\n<p>" + letter + "</p>\n--in--\n"));
        one(mails, "header").header.add("X-Lettre: " + letter.replace("\n", " "));
        one(mails, "text").parts.set(0, new Part("text/plain", letter));
        one(mails, "returned")
                .parts
                .add(new Part("text/rfc822-headers", "Subject: x\nComments: " + letter.replace("\n", "\n ")));
        Map<String, RawMessage> all = new TreeMap<>();
        mails.forEach((how, mail) -> {
            mail.parts.forEach(part -> part.body = part.body.replace(GeneratedReport.ORIGINAL, NAME));
            all.put(how, mail.mail());
        });
        return all;
    }

    private static GeneratedReport one(Map<String, GeneratedReport> mails, String how) {
        return Optional.ofNullable(mails.get(how)).orElseThrow();
    }

    static Set<String> moreThanAReceipt() {
        return moreThanReceipts().keySet();
    }

    @ParameterizedTest
    @MethodSource("moreThanAReceipt")
    void whatAReceiptCarriesBesideItsListMeetsTheRulesOfLetters(String how) {
        RawMessage mail = Optional.ofNullable(moreThanReceipts().get(how)).orElseThrow();
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        assertThat(rule(returns(mail))).isEqualTo(Rules.REPLY_BLOCKED);
        assertThat(rule(fromThePatient(mail))).isEqualTo(Rules.REPLY_BLOCKED);

        stage.store.conversations.put(KEY, ConversationState.OPEN);
        stage.outline = new MimeOutline(
                List.of(new MimeOutline.File("virus.exe", "application/x-msdownload", MimeOutline.Content.OTHER)));
        assertThat(rule(returns(mail))).isEqualTo(Rules.FILE_NOT_ALLOWED);
        assertThat(stage.store.copies).isEmpty();

        stage.outline = new MimeOutline(List.of());
        assertThat(returns(mail)).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.marked).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("moreThanAReceipt")
    void whatIsNoReceiptIsToldWhyInTheReplyAndInTheAudit(String how) {
        RawMessage mail = Optional.ofNullable(moreThanReceipts().get(how)).orElseThrow();
        Difference difference = Difference.valueOf(
                switch (how) {
                    case "31st part" -> "FILE";
                    case "preamble", "epilogue" -> "STRAY_TEXT";
                    case "parameter" -> "AMBIGUOUS";
                    case "html", "text" -> "LONG_TEXT";
                    case "header" -> "LONG_HEADER";
                    default -> "RETURNED_PART";
                });
        theMachinePartIsAFile("message/disposition-notification");
        String open = reason(returns(mail));
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        String closed = reason(returns(mail));
        assertThat(open).startsWith("accusé non reconnu (" + difference.words() + ") : fichier sans type reconnu ;");
        assertThat(closed).isEqualTo("accusé non reconnu (" + difference.words() + ") : " + ENDED);
        assertThat(stage.audit)
                .extracting(event -> event.details().get("reason"))
                .contains(open, closed);
    }

    @Test
    void anExactReportThatIsNoReceiptOfThisBalIsToldWhy() {
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        assertThat(reason(returns(receipt("<jamais-envoye@demo.mssante.fr>", "displayed"))))
                .isEqualTo("accusé non reconnu (il ne nomme aucun message envoyé d'ici à ce patient) : " + ENDED);
        GeneratedReport failed = GeneratedReport.receipt();
        failed.parameters = failed.parameters.replace("disposition-notification", "delivery-status");
        failed.parts.set(1, GeneratedReport.delivered());
        failed.parts.get(1).body = failed.parts.get(1).body.replace("Action: delivered", "Action: failed");
        assertThat(reason(returns(failed.mail())))
                .isEqualTo("accusé non reconnu (il ne dit pas que le message est lu ou remis) : " + ENDED);
        assertThat(reason(returns(SECRETARIAT, receipt(NAME, "displayed"))))
                .isEqualTo("accusé non reconnu (il concerne le message d'une autre boîte) : " + NEVER_WRITTEN_TO);
        assertThat(reason(returns(message("From: " + WHERE, "In-Reply-To: " + NAME, "", "Je réponds."))))
                .isEqualTo(ENDED);
    }

    @Test
    void theStateOfTheExchangeIsToldBeforeAFileThatMayNotBeSentAlsoWithoutASender() {
        stage.outline = new MimeOutline(
                List.of(new MimeOutline.File("virus.exe", "application/x-msdownload", MimeOutline.Content.OTHER)));
        RawMessage letter = message("From: " + WHERE, "", "Je réponds.");
        assertThat(rule(returns(letter))).isEqualTo(Rules.FILE_NOT_ALLOWED);
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        assertThat(rule(returns(letter))).isEqualTo(Rules.REPLY_BLOCKED);
        assertThat(rule(fromThePatient(letter))).isEqualTo(Rules.REPLY_BLOCKED);
    }

    @Test
    void aReportIsReadOnce() {
        GeneratedReport report = GeneratedReport.receipt();
        report.parts.forEach(part -> part.body = part.body.replace(GeneratedReport.ORIGINAL, NAME));
        CountedMail receipt = new CountedMail(report.text().replace("\n", "\r\n"));
        assertThat(returns(receipt)).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.marked).hasSize(1);
        CountedMail letter = new CountedMail(
                report.text().replace("multipart/report", "multipart/mixed").replace("\n", "\r\n"));
        assertThat(returns(letter)).isInstanceOf(Reception.Stored.class);
        // its leaves are read by one stream more
        assertThat(receipt.opened).isEqualTo(letter.opened + 1);
    }

    /** As the reader of parts tells it: what is no text is a file. */
    private void theMachinePartIsAFile(String type) {
        stage.outline = new MimeOutline(List.of(new MimeOutline.File("", type, MimeOutline.Content.OTHER)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message/delivery-status",
                "message/global-delivery-status",
                "message/disposition-notification",
                "message/global-disposition-notification",
                "text/rfc822-headers",
                "message/global-headers"
            })
    void aFileThatCallsItselfPartOfAReportIsRefusedInAnOpenExchange(String type) {
        GeneratedReport mail = GeneratedReport.receipt();
        Part hidden = new Part(type, "MZ\u0090\u0003 programme");
        hidden.encoding = "base64";
        mail.parts.add(hidden);
        stage.store.conversations.put(KEY, ConversationState.OPEN);
        theMachinePartIsAFile(type);
        assertThat(rule(fromThePatient(mail.mail()))).isEqualTo(Rules.FILE_NOT_ALLOWED);
        mail.parts.remove(1);
        assertThat(rule(fromThePatient(mail.mail()))).isEqualTo(Rules.FILE_NOT_ALLOWED);
        assertThat(stage.store.copies).isEmpty();
    }

    @Test
    void aReportOfAMessageThatNobodyKnowsHasNoFileAndIsDeliveredInAnOpenExchange() {
        stage.store.conversations.put(KEY, ConversationState.OPEN);
        GeneratedReport unknown = GeneratedReport.receipt();
        unknown.parts.get(1).body = unknown.parts.get(1).body.replace(GeneratedReport.ORIGINAL, "<autre@poste.fr>");
        GeneratedReport delivered = GeneratedReport.receipt();
        delivered.parameters = delivered.parameters.replace("disposition-notification", "delivery-status");
        delivered.parts.set(1, GeneratedReport.delivered());
        delivered.parts.add(GeneratedReport.returned());
        for (GeneratedReport report : List.of(unknown, delivered)) {
            theMachinePartIsAFile(report.parts.get(1).type);
            assertThat(fromThePatient(report.mail())).isInstanceOf(Reception.Stored.class);
        }
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        assertThat(rule(fromThePatient(unknown.mail()))).isEqualTo(Rules.REPLY_BLOCKED);
    }

    private static Rule rule(Reception reception) {
        return ((Verdict.Refuse) ((Reception.NotStored) reception).verdict()).rule();
    }

    private static String reason(Reception reception) {
        return ((Verdict.Refuse) ((Reception.NotStored) reception).verdict()).reason();
    }

    @Test
    void aReceiptThatSaysDeletedIsDeliveredAndMarksNothing() {
        assertThat(returns(receipt(NAME, "deleted"))).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.marked).isEmpty();
        assertThat(last().conversations()).isEmpty();
    }

    private Verdict atRcpt(Bal to) {
        return inbound.onRecipient(
                MES, Optional.of(PATIENT.address()), to.address().wireForm(), 0);
    }

    private Reception fromThePatient(RawMessage message) {
        return inbound.onMessage(MES, new Envelope(PATIENT.address(), CLAIRE_MARTIN.address()), message);
    }

    @Test
    void anAwaitedReceiptMayNameItsPatientAsSenderAlsoAfterClosure() {
        String asked = "<avec-accuse@poste.demo.mssante.fr>";
        submits(asked, "Disposition-Notification-To: " + CLAIRE_MARTIN.address());
        stage.store.copies.clear();
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        assertThat(atRcpt(CLAIRE_MARTIN).delivers()).isTrue();

        assertThat(fromThePatient(message("From: " + WHERE, "In-Reply-To: " + asked, "", "Je réponds.")))
                .isInstanceOf(Reception.NotStored.class);
        assertThat(fromThePatient(receipt("<jamais-envoye@demo.mssante.fr>", "displayed")))
                .isInstanceOf(Reception.NotStored.class);
        assertThat(stage.store.copies).isEmpty();

        assertThat(fromThePatient(receipt(asked, "displayed"))).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.marked).containsExactly(asked + " $MSS_Read");
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
        assertThat(atRcpt(CLAIRE_MARTIN).delivers()).isFalse();
    }

    @Test
    void theSenderOfALetterThatOthersAnswerGetsItsReceipt() {
        String asked = "<avec-accuse@poste.demo.mssante.fr>";
        submits(
                asked,
                "Reply-To: <" + SECRETARIAT.address().wireForm() + ">",
                "Disposition-Notification-To: " + CLAIRE_MARTIN.address());
        stage.store.copies.clear();
        stage.store.conversations.remove(KEY);

        assertThat(atRcpt(CLAIRE_MARTIN).delivers()).isTrue();
        assertThat(fromThePatient(receipt(asked, "displayed"))).isInstanceOf(Reception.Stored.class);
        assertThat(only().placements()).containsExactly(Placement.inbox(CLAIRE_MARTIN.address()));
    }

    @Test
    void withoutALetterThatAskedForAReceiptAClosedExchangeRefusesAtRcpt() {
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        assertThat(atRcpt(CLAIRE_MARTIN).delivers()).isFalse();
    }

    @Test
    void aReportThatTheMessageWasDeliveredIsKeptAfterClosureAndMarksNothing() {
        stage.store.conversations.put(KEY, ConversationState.CLOSED);
        RawMessage delivered = message(
                "From: " + WHERE,
                "Subject: Remis",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
                "",
                "--b",
                "",
                "Message remis.",
                "--b",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; mx.patient.mssante.fr",
                "",
                "Final-Recipient: rfc822; " + WHERE,
                "Action: delivered",
                "Status: 2.0.0",
                "--b",
                "Content-Type: text/rfc822-headers",
                "",
                "Message-ID: " + NAME,
                "",
                "--b--");
        assertThat(fromThePatient(delivered)).isInstanceOf(Reception.Stored.class);
        assertThat(only().text()).contains("X-MSSGW-Conversation: closed; id=");
        assertThat(stage.store.marked).isEmpty();
        assertThat(stage.store.conversations).containsEntry(KEY, ConversationState.CLOSED);
    }
}

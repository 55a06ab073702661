package fr.mssgw.patient.rules;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.fixture.Growth;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Bal.PatientInitiated.AfterClosure;
import fr.mssgw.core.identity.Bal.PatientInitiated.First;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.rules.ConversationRules.FromPatient;
import fr.mssgw.patient.rules.ConversationRules.ToPatient;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationRulesTest {
    private static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    private static final MssAddress PHARMACY = MssAddress.parse("pharmacie.centrale@demo.mssante.fr");
    private static final MssAddress COLLEAGUE = MssAddress.parse("jean.dupont@pair.mssante.fr");
    private static final MssAddress OUTSIDE = MssAddress.parse("claire@example.com");
    private static final MssAddress PATIENT = MssAddress.parse("279035121518989@patient.mssante.fr");

    private static boolean listed(MssAddress address) {
        return address.domain().name().endsWith("mssante.fr");
    }

    private ToPatient toPatient(String subject, List<String> mssMes, MssAddress... replyTo) {
        return ConversationRules.messageToPatient(
                CLAIRE, subject, mssMes, List.of(replyTo), ConversationRulesTest::listed, PHARMACY::equals);
    }

    private static ToPatient.Accepted opens(MssAddress contact) {
        return new ToPatient.Accepted(contact, ConversationState.OPEN, Cause.PROFESSIONAL_WROTE);
    }

    private static ToPatient.Accepted closes(Cause cause) {
        return new ToPatient.Accepted(CLAIRE, ConversationState.CLOSED, cause);
    }

    @ParameterizedTest
    @CsvSource({"[FIN],", "Compte rendu,FIN"})
    void nobodyEndsTheExchangesOfABalThatIsNotTheirs(String subject, String mssMes) {
        List<String> values = mssMes == null ? List.of() : List.of(mssMes);
        assertThat(toPatient(subject, values, COLLEAGUE))
                .isEqualTo(new ToPatient.Refused(new Verdict.Refuse(
                        Rules.ENDS_ANOTHERS_EXCHANGE,
                        "ce message mettrait fin à un échange de la boîte jean.dupont@pair.mssante.fr, à laquelle vous"
                                + " n'êtes pas habilité ; sans Reply-To, il met fin au vôtre")));
        assertThat(toPatient(subject, values, PHARMACY))
                .isInstanceOfSatisfying(ToPatient.Accepted.class, accepted -> assertThat(accepted.contact())
                        .isEqualTo(PHARMACY));
        assertThat(toPatient(subject, values, CLAIRE)).isInstanceOf(ToPatient.Accepted.class);
        assertThat(toPatient("Compte rendu", List.of(), COLLEAGUE)).isEqualTo(opens(COLLEAGUE));
    }

    @Test
    void aStrangerIsTurnedAwayAndAnAnswerPasses() {
        Bal bal = Bals.nominative(Optional.empty());
        assertThat(ConversationRules.recipientFromPatient(ConversationState.NONE, bal, Optional.empty()))
                .isEqualTo(new Verdict.Refuse(
                        Rules.PROFESSIONAL_OPENS,
                        "ce professionnel ne vous a pas écrit : vous ne pouvez que lui répondre"));
        assertThat(ConversationRules.recipientFromPatient(ConversationState.OPEN, bal, Optional.empty()))
                .isEqualTo(Verdict.DELIVER);
    }

    @Test
    void aPatientCannotAnswerAfterClosure() {
        assertThat(ConversationRules.recipientFromPatient(
                        ConversationState.CLOSED, Bals.nominative(Optional.empty()), Optional.empty()))
                .isEqualTo(new Verdict.Refuse(Rules.REPLY_BLOCKED, "le professionnel a mis fin à cet échange"));
    }

    @Test
    void aPharmacistsOwnBalNamesThePharmacys() {
        assertThat(ConversationRules.recipientFromPatient(
                        ConversationState.NONE, Bals.nominative(Optional.of(Bals.PHARMACY)), Optional.of(PHARMACY)))
                .isEqualTo(new Verdict.Refuse(
                        Rules.PHARMACY_BAL_INSTEAD,
                        "cette boîte de pharmacie ne reçoit pas de premier message ; écrivez à "
                                + "pharmacie.centrale@demo.mssante.fr"));
    }

    @Test
    void aDocumentStartsAgainWithAPharmacyThatClosedAndWordsAloneDoNot() {
        FromPatient with = message(ConversationState.CLOSED, Bals.pharmacy(), pdf());
        assertThat(with).isInstanceOf(FromPatient.Accepted.class);
        assertThat(message(ConversationState.CLOSED, Bals.pharmacy()))
                .extracting(r -> ((FromPatient.Refused) r).verdict().rule())
                .isEqualTo(Rules.REPLY_BLOCKED);
        assertThat(message(
                        ConversationState.CLOSED,
                        Bals.organisational(Bals.PHARMACY, First.ANY, AfterClosure.NONE),
                        pdf()))
                .isInstanceOf(FromPatient.Refused.class);
    }

    @Test
    void aDocumentForAPharmacysTeamIsMarkedAsPrescriptionAndForNobodyElse() {
        assertThat(message(ConversationState.NONE, Bals.pharmacy(), pdf()))
                .extracting(r -> ((FromPatient.Accepted) r).keywords())
                .isEqualTo(java.util.Set.of(Folders.KEYWORD_PRESCRIPTION));
        assertThat(message(ConversationState.OPEN, Bals.nominative(Optional.of(Bals.PHARMACY)), pdf()))
                .extracting(r -> ((FromPatient.Accepted) r).keywords())
                .isEqualTo(java.util.Set.of());
    }

    private static File pdf() {
        return new File("ordonnance.pdf", "application/pdf", Content.PDF);
    }

    private FromPatient message(ConversationState state, Bal bal, File... files) {
        return ConversationRules.messageFromPatient(state, bal, "objet", new MimeOutline(List.of(files)));
    }

    @ParameterizedTest
    @CsvSource({
        "photo.JPG, JPEG, true",
        "photo.jpeg, JPEG, true",
        "scan.tif, TIFF, true",
        "scan.tiff, TIFF, true",
        "capture.png, PNG, true",
        "note.txt, TEXT, true",
        "ordonnance.pdf, PDF, true",
        "lettre.rtf, RTF, true",
        "lettre.doc, DOC, true",
        "lettre.doc, RTF, true",
        "IHE_XDM.zip, IHE_XDM, true",
        "ihe_xdm.ZIP, IHE_XDM, true",
        "facture.exe.pdf, PDF, true",
        "ordonnance.pdf, OTHER, false",
        "ordonnance.pdf, TEXT, false",
        "photo.jpg, PNG, false",
        "ordonnance.exe, PDF, false",
        "lettre.docx, OTHER, false",
        "autre.zip, IHE_XDM, false",
        "IHE_XDM.zip, OTHER, false",
        "IHE_XDM.zip, XDM_WITH_OTHERS, false",
        "IHE_XDM.zip, ARCHIVE, false",
        "IHE_XDM.zip, UNREADABLE_ARCHIVE, false",
        "lettre.doc, MACROS, false",
        "lettre.doc, OBJECTS, false",
        "lettre.rtf, OBJECTS, false",
        "photo.jpg, HIDDEN_ARCHIVE, false",
        "image.gif, GIF, false",
        "pdf, PDF, false",
        "'', PDF, false",
        "ordonnance.pdf., PDF, false",
        "'ordonnance.pdf ', PDF, false",
        "exe\u202Efdp.pdf, PDF, false",
        "../../ordonnance.pdf, PDF, false",
        "ordonnance.html, TEXT, false",
    })
    void aFilePassesByNameAndByContent(String name, Content content, boolean passes) {
        assertThat(FilePolicy.allows(new File(name, "application/octet-stream", content)))
                .isEqualTo(passes);
    }

    @Test
    void theRefusalOfAFileSaysWhy() {
        assertThat(FilePolicy.refusal(List.of(pdf(), new File("jeu.exe", "x/y", Content.OTHER))))
                .hasValue(
                        new Verdict.Refuse(
                                Rules.FILE_NOT_ALLOWED,
                                "fichier « jeu.exe » non autorisé ; acceptés : jpg, jpeg, tif, tiff, png, txt, pdf, rtf, doc, IHE_XDM.zip"));
        assertThat(reason("faux.pdf")).startsWith("le contenu du fichier « faux.pdf » ne correspond pas à son nom");
        assertThat(reason("IHE_XDM.zip")).startsWith("archive IHE_XDM.zip mal formée");
        assertThat(reason("sans.type reconnu")).startsWith("fichier sans type reconnu");
    }

    @ParameterizedTest
    @CsvSource({
        "lettre.doc, MACROS, le fichier « lettre.doc » contient des macros",
        "lettre.rtf, OBJECTS, le fichier « lettre.rtf » contient des objets incorporés",
        "photo.jpg, HIDDEN_ARCHIVE, le fichier « photo.jpg » cache une archive",
        "IHE_XDM.zip, XDM_WITH_OTHERS, archive IHE_XDM.zip avec un fichier non autorisé",
        "IHE_XDM.zip, ARCHIVE, archive IHE_XDM.zip mal formée (sans METADATA.XML)",
        "IHE_XDM.zip, UNREADABLE_ARCHIVE,"
                + " 'archive IHE_XDM.zip mal formée (illisible jusqu''à sa fin, chiffrée ou équivoque)'",
        "image.gif, HIDDEN_ARCHIVE, fichier « image.gif » non autorisé",
    })
    void theRefusalOfAFileSaysWhatItHides(String name, Content content, String why) {
        assertThat(FilePolicy.refusal(List.of(new File(name, "x/y", content))))
                .hasValueSatisfying(refuse -> assertThat(refuse.reason()).startsWith(why + " ; acceptés"));
    }

    @Test
    void everyRefusedFileIsNamedButNeverByAMatriculeNorAtAnyLength() {
        List<File> files = List.of(
                pdf(),
                new File("a.exe", "x/y", Content.OTHER),
                new File("2 79 03 51215189 89.html", "x/y", Content.OTHER),
                new File("x".repeat(100) + ".zip", "x/y", Content.OTHER),
                new File("exe\u202Efdp.pdf", "x/y", Content.PDF));
        String reason = FilePolicy.refusal(files).orElseThrow().reason();
        assertThat(reason)
                .startsWith(
                        "fichier « a.exe » non autorisé, fichier « 2**************.html » non autorisé, fichier « …xxx")
                .contains("x.zip » non autorisé et 1 de plus ; acceptés");
        assertThat(reason).hasSizeLessThan(300);
        assertThat(reason("exe\u202Efdp.pdf")).contains("« exe?fdp.pdf »");
    }

    private static String reason(String name) {
        return FilePolicy.refusal(List.of(new File(name, "x/y", Content.OTHER)))
                .orElseThrow()
                .reason();
    }

    @Property
    void anyFileNameIsJudgedAndNeverRepeatedWithControlCharacters(@ForAll String name) {
        assertThat(reason(name).chars().noneMatch(Character::isISOControl)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message/delivery-status",
                "message/global-delivery-status",
                "message/disposition-notification",
                "message/global-disposition-notification",
                "message/global-headers",
                "text/rfc822-headers",
                "text/calendar",
                "application/pkcs7-signature"
            })
    void aNamelessFileCountsWhateverTypeItDeclares(String type) {
        File nameless = new File("", type, Content.OTHER);
        assertThat(message(ConversationState.OPEN, Bals.pharmacy(), nameless))
                .isInstanceOfSatisfying(
                        FromPatient.Refused.class,
                        refused -> assertThat(refused.verdict().reason()).startsWith("fichier sans type reconnu"));
    }

    @Test
    void aProfessionalsMessageOpensTheConversationWithItsSender() {
        assertThat(toPatient("Résultats", List.of())).isEqualTo(opens(CLAIRE));
    }

    @Test
    void theReplyToIsTheContactWhenItIsOfMssante() {
        assertThat(toPatient("Résultats", List.of(), COLLEAGUE)).isEqualTo(opens(COLLEAGUE));
        assertThat(toPatient("Résultats", List.of(), COLLEAGUE, COLLEAGUE)).isEqualTo(opens(COLLEAGUE));
    }

    @Test
    void aReplyToThatPatientsCannotUseIsRefused() {
        assertThat(toPatient("Résultats", List.of(), OUTSIDE)).satisfies(r -> refused(r, "pas une adresse MSSanté"));
        assertThat(toPatient("Résultats", List.of(), COLLEAGUE, OUTSIDE))
                .satisfies(r -> refused(r, "pas une adresse MSSanté"));
        assertThat(toPatient("Résultats", List.of(), PATIENT)).satisfies(r -> refused(r, "celle d'un patient"));
        assertThat(toPatient("Résultats", List.of(), COLLEAGUE, CLAIRE))
                .satisfies(r -> refused(r, "qu'une adresse de réponse"));
    }

    private static void refused(ToPatient judged, String reason) {
        Verdict.Refuse verdict = ((ToPatient.Refused) judged).verdict();
        assertThat(verdict.rule()).isEqualTo(Rules.REPLY_TO_OUTSIDE);
        assertThat(verdict.reason()).contains(reason);
    }

    @Test
    void finClosesByHeaderOrByExactSubject() {
        assertThat(toPatient("Au revoir", List.of("FIN"))).isEqualTo(closes(Cause.CLOSED_BY_HEADER));
        assertThat(toPatient("Au revoir", List.of("autre", " fin "))).isEqualTo(closes(Cause.CLOSED_BY_HEADER));
        assertThat(toPatient("[FIN]", List.of())).isEqualTo(closes(Cause.CLOSED_BY_SUBJECT));
        assertThat(toPatient("Re: [FIN]", List.of())).isEqualTo(opens(CLAIRE));
        assertThat(toPatient("[fin]", List.of())).isEqualTo(opens(CLAIRE));
        assertThat(toPatient("[FIN]", List.of("FINIR"))).isEqualTo(closes(Cause.CLOSED_BY_SUBJECT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PDF; Bonjour; true",
                "JPEG; ; true",
                "PNG; Photo; true",
                "TIFF; Fax; true",
                "IHE_XDM; XDM/1.0/DDM+Ordonnance DUPONT Jean 01/02/1960; true",
                "TEXT; Document de Jeanne DUPONT; true",
                "TEXT; Re: TR: document de Jeanne; true",
                "RTF; Mon ORDONNANCE du 3 mai; true",
                "DOC; Renouvellement d'ordonnances; true",
                "TEXT; Prescription; true",
                "TEXT; XDM/1.0/DDM; true",
                "TEXT; Une question; false",
                "DOC; Documents de voyage; false",
                "RTF; ; false",
            })
    void aPrescriptionIsAScanAPhotoADocumentOfTheArchiveOrATextThatSaysSo(
            Content content, String subject, boolean prescription) {
        File file = new File("a", "x/y", content);
        String written = subject == null ? "" : subject;
        assertThat(PrescriptionPolicy.isPrescription(Bals.pharmacy(), List.of(file), written))
                .isEqualTo(prescription);
        assertThat(PrescriptionPolicy.isPrescription(
                        Bals.nominative(Optional.of(Bals.PHARMACY)), List.of(file), written))
                .isFalse();
        assertThat(PrescriptionPolicy.isPrescription(Bals.pharmacy(), List.of(), written))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"'re:'; Document de Jeanne; true", "'Fwd : TR: '; Vacances; false"})
    void aSubjectAnsweredTenThousandTimesIsRead(String answer, String subject, boolean prescription) {
        assertThat(isPrescription(answer.repeat(10_000) + subject)).isEqualTo(prescription);
    }

    @Test
    void aSubjectOfMarksIsReadInTimeThatGrowsWithIt() throws Exception {
        Growth.isLinear(1_000, n -> "e" + "\u0301\u0316".repeat(n), ConversationRulesTest::isPrescription);
    }

    private static boolean isPrescription(String subject) {
        return PrescriptionPolicy.isPrescription(Bals.pharmacy(), List.of(new File("a", "x/y", Content.TEXT)), subject);
    }
}

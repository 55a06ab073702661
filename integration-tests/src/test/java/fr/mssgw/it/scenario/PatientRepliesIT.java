package fr.mssgw.it.scenario;

import static fr.mssgw.it.fixture.Post.mail;
import static fr.mssgw.it.fixture.Post.octets;
import static fr.mssgw.it.fixture.Post.send;
import static fr.mssgw.it.fixture.Post.subject;
import static fr.mssgw.it.scenario.ContractRepliesIT.refused;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.TestIns;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import fr.mssgw.sandbox.smtp.SmtpDialogue.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is answered where a patient writes or is written to (docs/contract.md §4), on the wire. */
class PatientRepliesIT {
    private static final byte[] PDF = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n".getBytes(StandardCharsets.US_ASCII);

    private final SandboxFile sandbox = RunningSandbox.file();
    private final Post post = new Post(sandbox);
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final SandboxFile.Account secretary = sandbox.account("secretariat.cardio", null);
    private final SandboxFile.Account pharmacy = sandbox.account("pharmacie.centrale", null);
    private final SandboxFile.Account pharmacist = sandbox.account("paul.petit", null);

    @Test
    void aWrongMatriculeIsRefused() throws Exception {
        String ins = sandbox.patient("open", 0).ins();
        String wrongKey = ins.substring(0, 13) + (ins.endsWith("89") ? "88" : "89");
        try (SmtpDialogue session = post.client(secretary)) {
            session.command("MAIL FROM:<" + secretary.bal() + ">");
            refused(session.command("RCPT TO:<" + wrongKey + "@patient.mssante.fr>"), 550, "5.1.3", "GW-INS-2");
            refused(session.command("RCPT TO:<12345@patient.mssante.fr>"), 550, "5.1.3", "GW-INS-1");
            session.command("RSET");
            accepted(send(session, secretary.bal(), claire.bal(), mail(secretary.bal(), claire.bal(), subject(), "")));
        }
    }

    @Test
    void aReplyToOutsideMssanteIsRefused() throws Exception {
        String patient = sandbox.patient("open", 1).address();
        try (SmtpDialogue session = post.client(secretary)) {
            String outside = mail(secretary.bal(), patient, subject(), "Reply-To: <secretariat.cardio@gmail.com>\r\n");
            refused(send(session, secretary.bal(), patient, outside), 550, "5.7.1", "GW-PAT-6");
        }
    }

    @Test
    void aStrangerIsRefusedAtRcptAndAPharmacyTakesHimWithAndWithoutADocument() throws Exception {
        String stranger = stranger();
        String subject = subject();
        try (SmtpDialogue session = post.mes()) {
            accepted(session.command("MAIL FROM:<" + stranger + ">"));
            refused(session.command("RCPT TO:<" + secretary.bal() + ">"), 550, "5.7.1", "GW-PAT-1");
            Reply named = session.command("RCPT TO:<" + pharmacist.bal() + ">");
            refused(named, 550, "5.7.1", "GW-PAT-3");
            assertThat(named.text()).contains(pharmacy.bal());
            refused(
                    session.command("RCPT TO:<" + sandbox.patient("open", 0).address() + ">"),
                    550,
                    "5.7.1",
                    "GW-PAT-5");
            // those who were refused do not spoil it for the others
            accepted(session.command("RCPT TO:<" + pharmacy.bal() + ">"));
            assertThat(session.command("DATA").code()).isEqualTo(354);
            String message = mail(stranger, pharmacy.bal(), subject, "");
            accepted(session.content(message.getBytes(StandardCharsets.ISO_8859_1)));
            accepted(send(session, stranger, pharmacy.bal(), prescription(stranger, subject())));
        }
        try (Imap imap = Imap.inbox(sandbox, pharmacy)) {
            assertThat(imap.find(subject)).isPositive();
        }
    }

    @Test
    void theAddressInReplyToGetsTheRightAndTheSenderDoesNot() throws Exception {
        String patient = sandbox.patient("open", 1).address();
        try (SmtpDialogue session = post.client(secretary)) {
            accepted(send(
                    session,
                    secretary.bal(),
                    patient,
                    mail(secretary.bal(), patient, subject(), "Reply-To: <" + claire.bal() + ">\r\n")));
        }
        try (SmtpDialogue session = post.mes()) {
            accepted(send(session, patient, claire.bal(), mail(patient, claire.bal(), subject(), "")));
            refused(
                    send(session, patient, secretary.bal(), mail(patient, secretary.bal(), subject(), "")),
                    550,
                    "5.7.1",
                    "GW-PAT-1");
        }
    }

    @Test
    void aClosedConversationRefusesUntilTheProfessionalWritesAgainAndIdleClientsSeeEachStep() throws Exception {
        String patient = sandbox.patient("open", 2).address();
        writes(secretary, patient, "");
        accepted(answers(patient, secretary));
        try (Imap imap = Imap.inbox(sandbox, secretary)) {
            imap.idle();
            writes(secretary, patient, "");
            assertThat(shown(imap, "$MSS_Open")).doesNotContain("$MSS_Awaiting");
            accepted(answers(patient, secretary));
            assertThat(shown(imap, "$MSS_Awaiting")).contains("$MSS_Open");
            writes(secretary, patient, "X-MSS-MES: FIN\r\n");
            assertThat(shown(imap, "$MSS_Closed")).doesNotContain("$MSS_Awaiting", "$MSS_Open");
            imap.done();
        }
        refused(answers(patient, secretary), 550, "5.7.1", "GW-PAT-2");
        writes(secretary, patient, "");
        accepted(answers(patient, secretary));
    }

    @Test
    void aReceiptThatIsAwaitedPassesAfterClosureWithItsPatientAsSender() throws Exception {
        String patient = stranger();
        String letter =
                mail(secretary.bal(), patient, subject(), "Disposition-Notification-To: <" + secretary.bal() + ">\r\n");
        String asked = letter.replaceAll("(?s).*Message-ID: (<[^>]+>).*", "$1");
        try (SmtpDialogue session = post.client(secretary)) {
            accepted(send(session, secretary.bal(), patient, letter));
        }
        writes(secretary, patient, "X-MSS-MES: FIN\r\n");
        refused(answers(patient, secretary), 550, "5.7.1", "GW-PAT-2");
        String subject = subject();
        try (SmtpDialogue session = post.mes()) {
            accepted(send(session, patient, secretary.bal(), receipt(patient, subject, asked)));
            session.command("MAIL FROM:<" + patient + ">");
            refused(session.command("RCPT TO:<" + secretary.bal() + ">"), 550, "5.7.1", "GW-PAT-2");
        }
        try (Imap imap = Imap.inbox(sandbox, secretary)) {
            assertThat(imap.find(subject)).isPositive();
        }
    }

    private String receipt(String patient, String subject, String about) {
        return String.join(
                "\r\n",
                "From: <" + patient + ">",
                "To: <" + secretary.bal() + ">",
                "Subject: " + subject,
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
                "",
                "--b",
                "",
                "Message lu.",
                "--b",
                "Content-Type: message/disposition-notification",
                "",
                "Final-Recipient: rfc822; " + patient,
                "Original-Message-ID: " + about,
                "Disposition: manual-action/MDN-sent-manually; displayed",
                "",
                "--b--",
                "");
    }

    @Test
    void afterClosureAPharmacyIsReachedAgainWithADocumentOnly() throws Exception {
        String patient = sandbox.patient("open", 2).address();
        writes(pharmacy, patient, "X-MSS-MES: FIN\r\n");
        refused(answers(patient, pharmacy), 550, "5.7.1", "GW-PAT-2");
        try (SmtpDialogue session = post.mes()) {
            accepted(send(session, patient, pharmacy.bal(), prescription(patient, subject())));
        }
        accepted(answers(patient, pharmacy));
    }

    static Stream<Arguments> allowed() throws IOException {
        byte[] png = octets(0x89, 'P', 'N', 'G', 13, 10, 0x1A, 10);
        byte[] word = octets(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1);
        byte[] rtf = "{\\rtf1\\ansi Bonjour}".getBytes(StandardCharsets.US_ASCII);
        return Stream.of(
                Arguments.of("photo.jpg", octets(0xFF, 0xD8, 0xFF, 0xE0)),
                Arguments.of("PHOTO.JPEG", octets(0xFF, 0xD8, 0xFF, 0xE0)),
                Arguments.of("scan.tif", octets('I', 'I', 0x2A, 0)),
                Arguments.of("scan.tiff", octets('M', 'M', 0, 0x2A)),
                Arguments.of("image.png", png),
                Arguments.of("note.txt", "Bonjour.\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("ordonnance.pdf", PDF),
                Arguments.of("lettre.rtf", rtf),
                Arguments.of("lettre.doc", word),
                Arguments.of("IHE_XDM.zip", zip("IHE_XDM/SUBSET01/METADATA.XML")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void aFileThatAPatientMaySendIsAccepted(String name, byte[] content) throws Exception {
        accepted(sends(name, content));
    }

    static Stream<Arguments> forbidden() throws IOException {
        return Stream.of(
                Arguments.of("programme.exe", octets('M', 'Z', 0x90, 0)),
                Arguments.of("page.html", "<html></html>".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("ordonnance.docx", zip("word/document.xml")),
                Arguments.of("ordonnance.pdf", octets('M', 'Z', 0x90, 0)),
                Arguments.of("photo.jpg", PDF),
                Arguments.of("archive.zip", zip("IHE_XDM/SUBSET01/METADATA.XML")),
                Arguments.of("IHE_XDM.zip", zip("IHE_XDM/README.TXT")),
                Arguments.of("IHE_XDM.zip", PDF));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forbidden")
    void anyOtherFileIsRefusedByNameOrByContent(String name, byte[] content) throws Exception {
        Reply reply = sends(name, content);
        refused(reply, 550, "5.7.1", "GW-PAT-4");
        assertThat(reply.text()).contains(name);
    }

    private Reply sends(String name, byte[] content) throws IOException {
        String patient = stranger();
        try (SmtpDialogue session = post.mes()) {
            return send(
                    session, patient, pharmacy.bal(), Post.withFile(patient, pharmacy.bal(), subject(), name, content));
        }
    }

    /** What an idle session is told of a message that has this keyword now. */
    private static String shown(Imap imap, String keyword) throws IOException {
        for (String line = imap.pushed(" FETCH ("); ; line = imap.pushed(" FETCH (")) {
            if (line.contains(keyword)) {
                return line;
            }
        }
    }

    private void writes(SandboxFile.Account account, String patient, String headers) throws IOException {
        try (SmtpDialogue session = post.client(account)) {
            accepted(send(session, account.bal(), patient, mail(account.bal(), patient, subject(), headers)));
        }
    }

    private Reply answers(String patient, SandboxFile.Account account) throws IOException {
        try (SmtpDialogue session = post.mes()) {
            return send(session, patient, account.bal(), mail(patient, account.bal(), subject(), ""));
        }
    }

    private String prescription(String patient, String subject) {
        return Post.withFile(patient, pharmacy.bal(), subject, "ordonnance.pdf", PDF);
    }

    /** Somebody who never wrote and was never written to. */
    private static String stranger() {
        int order = ThreadLocalRandom.current().nextInt(10_000, 999_999);
        return TestIns.withKey("2850675%06d".formatted(order)) + "@patient.mssante.fr";
    }

    private static byte[] zip(String entry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write("<SubmitObjectsRequest/>".getBytes(StandardCharsets.US_ASCII));
            zip.closeEntry();
        }
        return out.toByteArray();
    }

    private static void accepted(Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
    }
}

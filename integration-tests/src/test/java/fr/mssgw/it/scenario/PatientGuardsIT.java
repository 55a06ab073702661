package fr.mssgw.it.scenario;

import static fr.mssgw.it.fixture.Post.send;
import static fr.mssgw.it.fixture.Post.subject;
import static fr.mssgw.it.scenario.ContractRepliesIT.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.TestIns;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import fr.mssgw.sandbox.smtp.SmtpDialogue.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What keeps a professional's message from a patient whom it does not concern, on the wire. */
class PatientGuardsIT {
    private static final String PATIENT = TestIns.withKey("2780699123401");
    private static final String OTHER = TestIns.withKey("1780699123402");

    private final SandboxFile sandbox = RunningSandbox.file();
    private final Post post = new Post(sandbox);
    private final SandboxFile.Account secretary = sandbox.account("secretariat.cardio", null);

    private static String to(String ins) {
        return ins + "@patient.mssante.fr";
    }

    private static byte[] cda(String ins) {
        return ("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole>"
                        + "<id root=\"1.2.250.1.213.1.4.10\" extension=\"" + ins + "\"/></patientRole></recordTarget>"
                        + "</ClinicalDocument>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] xdm(String ins, String metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("IHE_XDM/SUBSET01/DOC0001.XML"));
            zip.write(cda(ins));
            zip.putNextEntry(new ZipEntry("IHE_XDM/SUBSET01/METADATA.XML"));
            zip.write(metadata.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private Reply sends(String patient, String name, byte[] content) throws IOException {
        try (SmtpDialogue session = post.client(secretary)) {
            return send(
                    session,
                    secretary.bal(),
                    to(patient),
                    Post.withFile(secretary.bal(), to(patient), subject(), name, content));
        }
    }

    @Test
    void aReportNeverGoesToTheWrongPatient() throws Exception {
        String metadata = "<SubmitObjectsRequest><ExternalIdentifier value=\"" + PATIENT
                + "^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH\"/></SubmitObjectsRequest>";
        Reply wrong = sends(PATIENT, "IHE_XDM.zip", xdm(OTHER, metadata));
        refused(wrong, 550, "5.7.1", "GW-PAT-7");
        assertThat(wrong.text()).contains("904").doesNotContain(OTHER);
        refused(sends(OTHER, "ihe_xdm.ZIP", xdm(OTHER, metadata)), 550, "5.7.1", "GW-PAT-7");
        refused(sends(PATIENT, "compte-rendu.xml", cda(OTHER)), 550, "5.7.1", "GW-PAT-7");
        refused(sends(PATIENT, "IHE_XDM.zip", xdm(PATIENT, "<")), 550, "5.6.0", "GW-PAT-8");
        assertThat(sends(PATIENT, "IHE_XDM.zip", xdm(PATIENT, metadata)).code()).isEqualTo(250);
    }

    @Test
    void aDocumentOfOneStopsAMessageToTwoPatients() throws Exception {
        try (SmtpDialogue session = post.client(secretary)) {
            session.command("MAIL FROM:<" + secretary.bal() + ">");
            session.command("RCPT TO:<" + to(PATIENT) + ">");
            session.command("RCPT TO:<" + to(OTHER) + ">");
            session.command("DATA");
            String message = Post.withFile(secretary.bal(), to(PATIENT), subject(), "cr.xml", cda(PATIENT));
            refused(session.content(message.getBytes(StandardCharsets.ISO_8859_1)), 550, "5.7.1", "GW-PAT-7");
        }
    }

    @Test
    void noPatientReadsInTheHeaderWhoElseIsTreated() throws Exception {
        String one = sandbox.patient("open", 0).address();
        String other = sandbox.patient("open", 1).address();
        SandboxFile.Account claire = sandbox.account("claire.martin", null);
        String subject = subject();
        String message = Post.mail(
                claire.bal(),
                one + ">, <" + other,
                subject,
                "Cc: <" + secretary.bal() + ">,\r\n Autre <" + other + ">\r\nX-Suivi: " + other + "\r\n");
        try (SmtpDialogue session = post.client(claire)) {
            session.command("MAIL FROM:<" + claire.bal() + ">");
            for (String to : List.of(one, other, secretary.bal())) {
                session.command("RCPT TO:<" + to + ">");
            }
            session.command("DATA");
            assertThat(session.content(message.getBytes(StandardCharsets.ISO_8859_1))
                            .code())
                    .isEqualTo(250);
        }
        Inbox inbox = new Inbox(Path.of(sandbox.mes().inbox()));
        List<String> copies = await("both copies at Mon espace santé")
                .atMost(Duration.ofSeconds(30))
                .until(() -> about(subject, inbox), found -> found.size() == 2);
        assertThat(copies)
                .anySatisfy(copy -> assertThat(copy).contains(one).doesNotContain(other))
                .anySatisfy(copy -> assertThat(copy).contains(other).doesNotContain(one))
                .allSatisfy(copy -> assertThat(copy).contains(secretary.bal(), "multipart/signed"));
        try (Imap imap = Imap.inbox(sandbox, secretary)) {
            assertThat(imap.message(imap.find(subject))).contains(one, other);
        }
    }

    private static List<String> about(String subject, Inbox inbox) throws IOException {
        List<String> found = new ArrayList<>();
        for (String name : inbox.names()) {
            String text = new String(inbox.message(name), StandardCharsets.ISO_8859_1);
            if (text.contains(subject)) {
                found.add(text);
            }
        }
        return found;
    }
}

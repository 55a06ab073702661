package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.mes.ReadMail;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A patient sends photos of a prescription to a pharmacy that never wrote (docs/domain.md §5). */
class PharmacyIT {
    private final SandboxFile sandbox = RunningSandbox.file();
    private final Post post = new Post(sandbox);
    private final SandboxFile.Account lea = sandbox.account("pharmacie.eglise", null);

    /** A JPEG that was taken with the telephone turned: EXIF orientation 6. */
    private static byte[] turnedPhoto(long seed) {
        byte[] exif = {
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            0x2A,
            0,
            0,
            0,
            8, // big-endian TIFF, first directory at 8
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0 // one entry: Orientation = 6
        };
        ByteArrayOutputStream photo = new ByteArrayOutputStream();
        photo.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE1, 0, (byte) (exif.length + 2)});
        photo.writeBytes(exif);
        byte[] pixels = new byte[200_000];
        new Random(seed).nextBytes(pixels);
        photo.writeBytes(pixels);
        photo.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
        return photo.toByteArray();
    }

    private void sends(SandboxFile.Patient patient, String to, String subject, byte[] photo) throws IOException {
        try (SmtpDialogue mes = post.mes()) {
            String mail = Post.withFile(patient.address(), to, subject, "ordonnance.jpg", photo);
            SmtpDialogue.Reply reply = Post.send(mes, patient.address(), to, mail);
            assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        }
    }

    /** The photo as the pharmacy's mail program saves it. */
    private static byte[] saved(String message) {
        int name = message.indexOf("filename=\"ordonnance.jpg\"");
        int begin = message.indexOf("\n\n", name) + 2;
        return Base64.getMimeDecoder().decode(message.substring(begin, message.indexOf("\n--", begin)));
    }

    private List<Acknowledgement> acknowledgements(String subject) throws IOException {
        Inbox inbox = new Inbox(Path.of(sandbox.mes().inbox()));
        List<Acknowledgement> found = new ArrayList<>();
        for (String name : inbox.names()) {
            byte[] message = inbox.message(name);
            if (ReadMail.of(message).subject().equals("Bien reçu : " + subject)) {
                found.add(new Acknowledgement(inbox.envelope(name), message));
            }
        }
        return found;
    }

    private record Acknowledgement(Inbox.Envelope envelope, byte[] message) {}

    @Test
    void aPhotoArrivesAsItIsIsAcknowledgedOnceAndKnownAgain() throws Exception {
        SandboxFile.Patient patient = sandbox.patient("open", 3);
        String first = Post.subject();
        String second = Post.subject();
        byte[] photo = turnedPhoto(System.nanoTime());
        sends(patient, lea.bal(), first, photo);
        sends(patient, lea.bal(), second, photo);
        try (Imap imap = Imap.inbox(sandbox, lea)) {
            assertThat(imap.flags(imap.find(first)))
                    .contains("$MSS_Prescription")
                    .doesNotContain("$MSS_Duplicate");
            assertThat(saved(imap.message(imap.find(first)))).isEqualTo(photo);
            assertThat(imap.flags(imap.find(second))).contains("$MSS_Prescription", "$MSS_Duplicate");
            assertThat(imap.message(imap.find(second))).contains("X-MSSGW-Duplicate: 1 of 1; earlier=");
            assertThat(saved(imap.message(imap.find(second)))).isEqualTo(photo);
        }
        List<Acknowledgement> sent = await("the acknowledgement at Mon espace santé")
                .atMost(Duration.ofSeconds(30))
                .until(() -> acknowledgements(first), found -> !found.isEmpty());
        assertThat(sent).singleElement().satisfies(one -> {
            assertThat(one.envelope().from()).isEmpty();
            assertThat(one.envelope().recipients()).containsExactly(patient.address());
            assertThat(new String(one.message(), StandardCharsets.US_ASCII))
                    .contains("<pharmacie.eglise@demo.mssante.fr>", "Auto-Submitted: auto-replied", "In-Reply-To: <");
            assertThat(ReadMail.of(one.message()).text()).contains("apportez l'original de votre ordonnance");
        });
        // relayed in the order in which they were queued: whatever came with the second would be there before this
        String third = Post.subject();
        sends(sandbox.patient("open", 2), lea.bal(), third, turnedPhoto(1));
        await("another patient's acknowledgement")
                .atMost(Duration.ofSeconds(30))
                .until(() -> acknowledgements(third), found -> found.size() == 1);
        assertThat(acknowledgements(second)).isEmpty();
    }
}

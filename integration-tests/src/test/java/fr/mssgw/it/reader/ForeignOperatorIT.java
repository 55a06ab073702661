package fr.mssgw.it.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import fr.mssgw.certs.Pem;
import fr.mssgw.certs.mime.SevenBit;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.StartTlsFront;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.smime.SignedMail;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A foreign SMTP server takes our relay's mail: GreenMail plays the listed operator whose own server is down. GreenMail has
 * no STARTTLS and asks for no certificate, so {@link StartTlsFront} does both before it, with that operator's certificate.
 * Only SMTP inside TLS and the store are GreenMail's.
 */
class ForeignOperatorIT {
    private static final long SEED = 20261130;
    private static final int MADE = 800;
    private static final int SENT = 40;

    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final SandboxFile.Peer peer = sandbox.peer("down");
    private final X509Certificate root =
            Pem.certificates(Path.of(sandbox.operator().ca())).get(0);
    private final GreenMail operator = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private StartTlsFront front;

    @BeforeEach
    void start() throws IOException {
        operator.start();
        front = new StartTlsFront(
                peer.smtp(),
                new Post(sandbox).showing(PeerSender.identity(peer.certificate(), peer.key())),
                operator.getSmtp().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        front.close();
        operator.stop();
    }

    @Test
    void whatAnotherOperatorStoresIsTheSendersCopyOctetForOctetAndItsSignatureHolds() throws Exception {
        Map<String, String> contents = contents();
        try (SmtpDialogue session = new Post(sandbox).client(claire)) {
            for (Map.Entry<String, String> content : contents.entrySet()) {
                submit(session, content.getKey(), content.getValue());
            }
        }
        await("mail at GreenMail")
                .atMost(Duration.ofSeconds(40))
                .until(() -> operator.getReceivedMessages().length >= contents.size());
        Map<String, byte[]> stored = new LinkedHashMap<>();
        for (MimeMessage mail : operator.getReceivedMessages()) {
            stored.put(mail.getSubject(), octets(mail));
        }
        Map<String, byte[]> kept = kept(contents.size());
        assertThat(stored.keySet()).isEqualTo(contents.keySet());
        for (String subject : contents.keySet()) {
            String relayed = withoutTrace(new String(stored.get(subject), ISO_8859_1));
            String copy = new String(kept.get(subject), ISO_8859_1);
            assertThat(copy).as(subject).endsWith(relayed);
            assertThat(HeaderSection.lenient(copy.substring(0, copy.length() - relayed.length())
                                    .getBytes(ISO_8859_1))
                            .fields())
                    .as("%s, above it here", subject)
                    .allMatch(field ->
                            field.name().equals("Return-Path") || field.name().startsWith("X-MSSGW-"));
            assertThat(SignedMail.verify(stored.get(subject), root))
                    .as(subject)
                    .isEqualTo(new SignedMail.Check(SignedMail.Status.VALID, claire.bal(), ""));
        }
        assertThat(front.clients()).isNotEmpty().allMatch(subject -> subject.contains("mx.demo.mssante.fr"));
    }

    /**
     * Content fields and body by subject: of generated mails that our door and GreenMail take, and that have no octets
     * above 127 in a header section: GreenMail announces no 8BITMIME. */
    private static Map<String, String> contents() throws IOException {
        Map<String, String> contents = new LinkedHashMap<>();
        for (byte[] mail : OddMails.make(SEED, MADE)) {
            RawMessage made = RawMessage.of(mail);
            Structure structure = Structure.read(made);
            Part root = structure.root();
            ByteArrayOutputStream sevenBit = new ByteArrayOutputStream();
            if (contents.size() < SENT
                    && structure.ambiguities().isEmpty()
                    && root.names().stream().noneMatch(name -> name.contains(";"))
                    && !root.type().is("MULTIPART", "SIGNED") // which we would leave as it is
                    && isVerifiable(root)
                    && root.children().stream().allMatch(ForeignServerIT::isTaken)
                    && SevenBit.write(made, structure, sevenBit)
                    && SevenBit.holds(new ByteArrayInputStream(sevenBit.toByteArray()))) {
                contents.put(
                        Post.subject(),
                        new String(root.header().contentFields().render(), ISO_8859_1)
                                + new String(mail, ISO_8859_1).substring((int) root.bodyStart()));
            }
        }
        assertThat(contents).hasSize(SENT);
        return contents;
    }

    /** Bouncy Castle writes a multipart anew, and so needs its end, parts, and a body in each part. */
    private static boolean isVerifiable(Part part) {
        boolean whole = part.isMultipart()
                ? part.isClosed() && !part.hasStrayText() && !part.children().isEmpty()
                : part.size() > 0;
        return whole && part.children().stream().allMatch(ForeignOperatorIT::isVerifiable);
    }

    /** To the operator and to herself. */
    private void submit(SmtpDialogue session, String subject, String content) throws IOException {
        String to = "jean.dupont@" + peer.domain();
        String fields =
                Post.mail(claire.bal(), to, subject, "MIME-Version: 1.0\r\n").replace("\r\nBonjour.\r\n", "");
        accepted(session.command("MAIL FROM:<" + claire.bal() + "> BODY=8BITMIME"));
        accepted(session.command("RCPT TO:<" + to + ">"));
        accepted(session.command("RCPT TO:<" + claire.bal() + ">"));
        accepted(session.command("DATA"));
        accepted(session.content((fields + content).getBytes(ISO_8859_1)));
    }

    private static void accepted(SmtpDialogue.Reply reply) {
        assertThat(reply.positive()).as(reply.toString()).isTrue();
    }

    /** Claire's copies, the newest. */
    private Map<String, byte[]> kept(int count) throws MessagingException, IOException {
        Map<String, byte[]> kept = new LinkedHashMap<>();
        try (Store store = ImapClient.ours(sandbox, claire)) {
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(IMAPFolder.READ_ONLY);
            int last = inbox.getMessageCount();
            for (Message message : inbox.getMessages(last - count + 1, last)) {
                byte[] octets = octets(message);
                kept.put(new MimeMessage(null, new ByteArrayInputStream(octets)).getSubject(), octets);
            }
        }
        return kept;
    }

    private static byte[] octets(Message message) throws MessagingException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toByteArray();
    }

    /**
     * Without the two fields, a line each, that GreenMail puts above; with the last line end, which is the message's
     * (RFC 5321 §4.1.1.4) and GreenMail takes for the closing dot's.
     */
    private static String withoutTrace(String stored) {
        List<String> lines = new ArrayList<>(List.of(stored.split("\r\n", 3)));
        assertThat(lines.get(0)).startsWith("Return-Path: <");
        assertThat(lines.get(1)).startsWith("Received: from 127.0.0.1 ");
        return lines.get(2) + "\r\n";
    }
}

package fr.mssgw.it.opinion;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.mssgw.certs.Pem;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.mes.ReadMail;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.smime.EncryptedMail;
import fr.mssgw.sandbox.smime.SignedMail;
import fr.mssgw.sandbox.smime.SignedMail.Status;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Bouncy Castle's mail library and the gateway judge one another's mail: what one signs or encrypts the other verifies or
 * decrypts, and neither takes what was forged. All mail passes real sockets.
 */
class SecondOpinionIT {
    private static final String COLLEAGUE = "jean.dupont@pair.mssante.fr";
    private static final String FORGED = "Content-Type: text/plain\r\n\r\nVirez tout.\r\n";

    private final SandboxFile sandbox = RunningSandbox.file();
    private final Post post = new Post(sandbox);
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final X509Certificate root =
            Pem.certificates(Path.of(sandbox.operator().ca())).get(0);
    private final X509Certificate hers =
            Pem.certificates(Path.of(claire.certificate())).get(0);
    private final Issued jean = jean();

    private Issued jean() {
        SandboxFile.Colleague colleague = sandbox.peer("listed").people().stream()
                .filter(person -> person.smime().equals("good"))
                .findFirst()
                .orElseThrow();
        return PeerSender.identity(colleague.certificate(), colleague.key());
    }

    @Test
    void bouncyCastleVerifiesWhatTheGatewaySignsForAPatientWhateverItsContent() throws Exception {
        String patient = sandbox.patient("open", 2).address();
        Map<String, String> subjects = submitAll(patient);
        Map<String, byte[]> arrived = arrived(sandbox.mes().inbox(), subjects);
        arrived.forEach((name, mail) -> {
            assertThat(SignedMail.verify(mail, root))
                    .as(name)
                    .isEqualTo(new SignedMail.Check(Status.VALID, claire.bal(), ""));
            assertThat(SignedMail.verify(touched(mail), root).status())
                    .as("%s, touched", name)
                    .isEqualTo(Status.INVALID);
        });
    }

    @Test
    void bouncyCastleDecryptsAndVerifiesWhatTheGatewaySendsToAColleague() throws Exception {
        Map<String, String> subjects = submitAll(COLLEAGUE);
        Map<String, byte[]> arrived = arrived(sandbox.peer("listed").inbox(), subjects);
        for (Map.Entry<String, byte[]> mail : arrived.entrySet()) {
            assertThat(EncryptedMail.isEncrypted(mail.getValue()))
                    .as(mail.getKey())
                    .isTrue();
            byte[] inner = EncryptedMail.open(mail.getValue(), jean);
            assertThat(SignedMail.verify(inner, root))
                    .as(mail.getKey())
                    .isEqualTo(new SignedMail.Check(Status.VALID, claire.bal(), ""));
            Issued stranger = PeerSender.identity(claire.certificate(), claire.key());
            assertThatThrownBy(() -> EncryptedMail.open(mail.getValue(), withKeyOf(jean, stranger)))
                    .as(mail.getKey())
                    .isInstanceOf(Exception.class);
        }
    }

    /** A recipient whose certificate is named and whose key is another. */
    private static Issued withKeyOf(Issued named, Issued other) {
        return new Issued(named.certificate(), named.chain(), other.key());
    }

    @Test
    void theGatewayVerifiesAndDecryptsWhatBouncyCastleWritesAndASignatureStillHoldsInTheBal() throws Exception {
        List<Case> cases = new ArrayList<>();
        for (Map.Entry<String, String> content : Contents.all().entrySet()) {
            String entity = content.getValue();
            String signed = BouncyCastleMail.signed(entity, jean);
            String opaque = BouncyCastleMail.opaque(entity, jean);
            String name = content.getKey();
            cases.add(new Case(name + ", signed", signed, "verified", true));
            cases.add(new Case(name + ", opaque", opaque, "verified", false));
            cases.add(new Case(
                    name + ", encrypted", BouncyCastleMail.encrypted(entity, hers), "unsigned; decrypted=yes", false));
            cases.add(new Case(
                    name + ", encrypted and authenticated",
                    BouncyCastleMail.authenticated(entity, hers),
                    "unsigned; decrypted=yes",
                    false));
            cases.add(new Case(
                    name + ", signed then encrypted", BouncyCastleMail.encrypted(signed, hers), "verified", true));
            cases.add(new Case(
                    name + ", opaque then encrypted", BouncyCastleMail.authenticated(opaque, hers), "verified", false));
        }
        Map<String, byte[]> delivered = handInAll(cases);
        for (Case one : cases) {
            byte[] mail = delivered.get(one.name());
            assertThat(label(mail)).as(one.name()).startsWith(one.label());
            if (one.staysSigned()) {
                assertThat(SignedMail.verify(mail, root))
                        .as(one.name())
                        .isEqualTo(new SignedMail.Check(Status.VALID, COLLEAGUE, ""));
            }
            if (one.entity().contains("enveloped")) {
                assertThat(label(mail)).as(one.name()).contains("decrypted=yes");
            }
        }
    }

    @Test
    void aProtectedSubjectThatBouncyCastleSignedAndSealedComesOut() throws Exception {
        String entity = "Content-Type: text/plain; charset=utf-8; hp=\"cipher\"\r\n"
                + "Content-Transfer-Encoding: 7bit\r\nFrom: <" + COLLEAGUE + ">\r\nSubject: Vrai objet\r\n\r\nVu.\r\n";
        List<Case> cases = List.of(new Case(
                "[...]", BouncyCastleMail.encrypted(BouncyCastleMail.signed(entity, jean), hers), "verified", true));
        byte[] mail = handInAll(cases).get("[...]");
        assertThat(label(mail)).startsWith("verified").contains("decrypted=yes");
        assertThat(SignedMail.verify(mail, root).status()).isEqualTo(Status.VALID);
        assertThat(mail).asString(ISO_8859_1).contains("\r\nSubject: Vrai objet\r\n");
    }

    @Test
    void neitherTakesWhatWasForged() throws Exception {
        Map<String, String> contents = Contents.all();
        String entity = contents.get("plain text");
        String signed = BouncyCastleMail.signed(entity, jean);
        String other = BouncyCastleMail.signed(contents.get("quoted-printable"), jean);
        Issued impostor = DemoAuthority.root("CN=Autre", Instant.now())
                .issue(Request.email("CN=Jean,C=FR", Instant.now(), COLLEAGUE));
        int content = signed.indexOf("Content-Type", 12);
        int signature = signed.indexOf("Content-Type: application/pkcs7-signature");
        int theirs = other.indexOf("Content-Type: application/pkcs7-signature");
        String boundary = "--" + boundaryOf(signed);
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("another word", signed.replace("Tout va bien.", "Tout va mal.."));
        forged.put("another charset", signed.replaceFirst("charset=utf-8", "charset=utf-7"));
        forged.put(
                "a field more", signed.substring(0, content) + "Content-Language: en\r\n" + signed.substring(content));
        forged.put("a line more", signed.replace("Tout va bien.\r\n", "Tout va bien.\r\nOu non.\r\n"));
        forged.put(
                "the signature of another mail",
                signed.substring(0, signature)
                        + other.substring(theirs).replace(boundaryOf(other), boundaryOf(signed)));
        forged.put("a part before", signed.replaceFirst(boundary, boundary + "\r\n" + FORGED + boundary));
        forged.put("a part behind", signed.replace(boundary + "--", boundary + "\r\n" + FORGED + boundary + "--"));
        forged.put("no signature", signed.substring(0, signed.lastIndexOf(boundary + "\r\n")) + boundary + "--\r\n");
        forged.put(
                "a signature that is none",
                signed.substring(0, signature)
                        + "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nTUlN\r\n"
                        + boundary + "--\r\n");
        forged.put("the certificate of a stranger", BouncyCastleMail.signed(entity, impostor));
        forged.put("opaque, of a stranger", BouncyCastleMail.opaque(entity, impostor));
        List<Case> cases = new ArrayList<>();
        forged.forEach((name, mail) -> cases.add(new Case(name, mail, "", false)));
        Map<String, byte[]> delivered = handInAll(cases);
        for (Case one : cases) {
            assertThat(SignedMail.verify(one.entity().getBytes(ISO_8859_1), root)
                            .status())
                    .as("Bouncy Castle on %s", one.name())
                    .isEqualTo(Status.INVALID);
            assertThat(label(delivered.get(one.name())))
                    .as("the gateway on %s", one.name())
                    .doesNotStartWith("verified")
                    .doesNotStartWith("unsigned");
        }
    }

    /** @param staysSigned whether its signature is still there for the reader to verify */
    private record Case(String name, String entity, String label, boolean staysSigned) {}

    private static String boundaryOf(String signed) {
        int at = signed.indexOf("boundary=\"") + "boundary=\"".length();
        return signed.substring(at, signed.indexOf('"', at));
    }

    /** The same with one letter of the first text changed, or of the first base64. */
    private static byte[] touched(byte[] mail) {
        String text = new String(mail, ISO_8859_1);
        int first = text.indexOf("\r\n--", text.indexOf("multipart/signed"));
        int body = text.indexOf("\r\n\r\n", first) + 4;
        while (!Character.isLetter(text.charAt(body))) {
            body++;
        }
        byte[] touched = mail.clone();
        touched[body] ^= 1;
        return touched;
    }

    private static String label(byte[] mail) throws MessagingException {
        String[] label = new MimeMessage(null, new ByteArrayInputStream(mail)).getHeader("X-MSSGW-SMIME");
        return MimeUtility.unfold(label[0]);
    }

    private String headers(String from, String to, String subject) {
        return Post.mail(from, to, subject, "MIME-Version: 1.0\r\n").replace("\r\nBonjour.\r\n", "");
    }

    /** Claire Martin's mails with every content. @return their subjects */
    private Map<String, String> submitAll(String to) throws IOException {
        Map<String, String> subjects = new LinkedHashMap<>();
        try (SmtpDialogue session = post.client(claire)) {
            for (Map.Entry<String, String> content : Contents.all().entrySet()) {
                String subject = Post.subject();
                subjects.put(content.getKey(), subject);
                accepted(Post.send(session, claire.bal(), to, headers(claire.bal(), to, subject) + content.getValue()));
            }
        }
        return subjects;
    }

    private static Map<String, byte[]> arrived(String inbox, Map<String, String> subjects) {
        Map<String, byte[]> arrived = new LinkedHashMap<>();
        subjects.forEach((name, subject) -> arrived.put(
                name,
                await(name).atMost(Duration.ofSeconds(40)).until(() -> find(inbox, subject), mail -> mail.length > 0)));
        return arrived;
    }

    private static byte[] find(String directory, String subject) throws IOException {
        Inbox inbox = new Inbox(Path.of(directory));
        for (String name : inbox.names()) {
            byte[] mail = inbox.message(name);
            if (ReadMail.of(mail).subject().equals(subject)) {
                return mail;
            }
        }
        return new byte[0];
    }

    /** The colleague's operator hands all in. @return what Claire Martin's program fetches, by name */
    private Map<String, byte[]> handInAll(List<Case> cases) throws Exception {
        try (SmtpDialogue session = post.peer("listed")) {
            for (Case one : cases) {
                accepted(Post.send(
                        session, COLLEAGUE, claire.bal(), headers(COLLEAGUE, claire.bal(), one.name()) + one.entity()));
            }
        }
        List<byte[]> newest = FetchedMail.newest(sandbox, claire, cases.size());
        Map<String, byte[]> delivered = new LinkedHashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            delivered.put(cases.get(i).name(), newest.get(i));
        }
        return delivered;
    }

    private static void accepted(SmtpDialogue.Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
    }
}

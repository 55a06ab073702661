package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.bouncycastle.CmsEncryption;
import fr.mssgw.certs.bouncycastle.CmsSigning;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel.Status;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.GenericKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads what of a message that is encrypted to some of its recipients (docs/adr/0028). */
class SmimeReadersTest {
    private static final MssAddress LABO = MssAddress.parse("labo.auto@demo.mssante.fr");
    private static final String SECRET = "R=C3=A9sultat";
    private static final Issued PAUL_KEY = issued(PAUL);
    private static final Issued LABO_KEY = AUTHORITY.issue(
            Request.email("CN=labo,O=DEMO,C=FR", NOW, LABO.wireForm()).onEllipticCurve());

    @TempDir
    Path directory;

    private SmimeFixture fixture;

    @BeforeEach
    void fixture() throws Exception {
        fixture = new SmimeFixture(directory);
        fixture.keys.put(PAUL, List.of(PAUL_KEY.keyMaterial()));
        fixture.keys.put(LABO, List.of(LABO_KEY.keyMaterial()));
        fixture.keys.put(JEAN, List.of(JEAN_KEY.keyMaterial()));
    }

    @AfterEach
    void nothingIsLeftInTheSpool() throws Exception {
        try (var left = Files.list(directory.resolve("spool"))) {
            assertThat(left).isEmpty();
        }
    }

    private static Issued issued(MssAddress address) {
        return AUTHORITY.issue(Request.email("CN=" + address.localPart() + ",O=DEMO,C=FR", NOW, address.wireForm()));
    }

    /** What each recipient reads; the contents are closed. */
    private List<Read> open(RawMessage message, MssAddress... recipients) throws Exception {
        List<Bal> bals = new ArrayList<>();
        for (MssAddress recipient : recipients) {
            bals.add(bal(recipient));
        }
        List<Incoming> contents = fixture.security().open(message, bals, JEAN, NOW);
        assertThat(contents.stream().flatMap(one -> one.recipients().stream()))
                .as("each recipient once")
                .containsExactlyInAnyOrder(recipients);
        List<Read> read = new ArrayList<>();
        for (MssAddress recipient : recipients) {
            Incoming own = contents.stream()
                    .filter(one -> one.recipients().contains(recipient))
                    .findFirst()
                    .orElseThrow();
            read.add(new Read(text(own.content()), own));
        }
        contents.stream().map(Incoming::content).filter(one -> one != message).forEach(RawMessage::close);
        return read;
    }

    private record Read(String text, Incoming incoming) {
        Status status() {
            return incoming.label().status();
        }
    }

    private void assertExplained(Read read, RawMessage original) throws Exception {
        assertThat(read.status()).isEqualTo(Status.UNREADABLE);
        assertThat(read.incoming().label().decrypted()).isFalse();
        assertThat(read.text())
                .contains("filename=\"message-original.eml\"")
                .contains(text(original))
                .doesNotContain(SECRET);
    }

    private static RawMessage wrapped(String type, String body) {
        return raw("From: <jean.dupont@pair.mssante.fr>\r\nSubject: Compte rendu\r\nMIME-Version: 1.0\r\nContent-Type: "
                + type + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body);
    }

    private static RawMessage sealed(RawMessage content, Issued... keys) throws Exception {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Issued key : keys) {
            certificates.add(key.certificate());
        }
        var out = new ByteArrayOutputStream();
        try (OutputStream sealed = CmsEncryption.open(out, certificates, false)) {
            sealed.write(text(content).getBytes(StandardCharsets.ISO_8859_1));
        }
        return wrapped(
                "application/pkcs7-mime; smime-type=enveloped-data",
                Base64.getMimeEncoder().encodeToString(out.toByteArray()));
    }

    private RawMessage signed(RawMessage content) throws Exception {
        return copyFor(fixture.security().secure(content, bal(JEAN), List.of(PATIENT), NOW), PATIENT)
                .content();
    }

    /** A detached signature of Jean round what is encrypted already. */
    private static RawMessage signedAround(RawMessage sealed) throws Exception {
        String entity = text(sealed).substring(text(sealed).indexOf("Content-Type:"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(entity.getBytes(StandardCharsets.ISO_8859_1));
        return raw("From: <jean.dupont@pair.mssante.fr>\r\nSubject: Compte rendu\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=ext\r\n\r\n--ext\r\n"
                + entity + "\r\n--ext\r\nContent-Type: application/pkcs7-signature\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(new CmsSigning(JEAN_KEY.keyMaterial()).sign(digest, NOW))
                + "\r\n--ext--\r\n");
    }

    @Test
    void whatIsEncryptedToPaulIsReadByPaulAlone() throws Exception {
        RawMessage message = sealed(report(JEAN), PAUL_KEY);
        List<Read> read = open(message, CLAIRE, PAUL, LABO);
        assertExplained(read.get(0), message);
        assertThat(read.get(1).text()).contains(SECRET);
        assertThat(read.get(1).incoming().label().decrypted()).isTrue();
        assertThat(read.get(1).incoming().recipients()).containsExactly(PAUL);
        assertExplained(read.get(2), message);
    }

    @Test
    void recipientsWhoseKeysOpenTheSameShareIt() throws Exception {
        RawMessage message = sealed(report(JEAN), PAUL_KEY, CLAIRE_KEY, LABO_KEY);
        List<Read> read = open(message, CLAIRE, PAUL, LABO);
        assertThat(read.get(0).incoming().recipients()).containsExactlyInAnyOrder(CLAIRE, PAUL, LABO);
        assertThat(read.get(0).text()).contains(SECRET);
    }

    @Test
    void recipientsOfWhatIsNotEncryptedShareTheMessageItself() throws Exception {
        for (RawMessage message : List.of(report(JEAN), signed(report(JEAN)))) {
            assertThat(open(message, CLAIRE, PAUL).get(0).incoming().content()).isSameAs(message);
            assertThat(open(message, CLAIRE, PAUL).get(1).incoming().recipients())
                    .containsExactlyInAnyOrder(CLAIRE, PAUL);
        }
    }

    @Test
    void aTripleWrappedMessageIsReadByItsKeyAlone() throws Exception {
        RawMessage message = signedAround(sealed(signed(report(JEAN)), PAUL_KEY));
        List<Read> read = open(message, CLAIRE, PAUL);
        assertExplained(read.get(0), message);
        assertThat(read.get(1).text()).contains(SECRET).contains("multipart/signed");
        assertThat(read.get(1).status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void anEncryptedMessageInsideADetachedSignatureIsReadByItsKeyAlone() throws Exception {
        RawMessage message = signedAround(sealed(report(JEAN), PAUL_KEY));
        List<Read> read = open(message, CLAIRE, PAUL);
        assertExplained(read.get(0), message);
        assertThat(read.get(1).text()).contains(SECRET).doesNotContain("multipart/signed");
        assertThat(read.get(1).status()).isEqualTo(Status.VERIFIED);
    }

    @Test
    void anEncryptedLayerInsideOneThatSeveralOpenPartsThem() throws Exception {
        RawMessage message = sealed(signed(sealed(report(JEAN), PAUL_KEY)), PAUL_KEY, CLAIRE_KEY);
        List<Read> read = open(message, CLAIRE, PAUL);
        assertExplained(read.get(0), message);
        assertThat(read.get(1).text()).contains(SECRET);
    }

    @Test
    void anEarlierKeyOfOneBalOpensItForThatBal() throws Exception {
        fixture.keys.put(PAUL, List.of(OTHER_JEAN.keyMaterial(), PAUL_KEY.keyMaterial()));
        List<Read> read = open(sealed(report(JEAN), PAUL_KEY), PAUL, CLAIRE);
        assertThat(read.get(0).text()).contains(SECRET);
        assertThat(read.get(1).status()).isEqualTo(Status.UNREADABLE);
    }

    /** Names a recipient, and gives it another key than the content's. */
    private static RecipientInfoGenerator misled(X509Certificate certificate) throws Exception {
        byte[] wrong = new byte[32];
        new SecureRandom().nextBytes(wrong);
        RecipientInfoGenerator honest = new JceKeyTransRecipientInfoGenerator(certificate);
        return contentKey -> honest.generate(new GenericKey(new SecretKeySpec(wrong, "AES")));
    }

    private static RawMessage misleading(List<Issued> misled, Issued... honest) throws Exception {
        CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
        for (Issued key : misled) {
            generator.addRecipientInfoGenerator(misled(key.certificate()));
        }
        for (Issued key : honest) {
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(key.certificate()));
        }
        var out = new ByteArrayOutputStream();
        try (OutputStream sealed =
                generator.open(out, new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build())) {
            sealed.write(text(report(JEAN)).getBytes(StandardCharsets.ISO_8859_1));
        }
        return wrapped(
                "application/pkcs7-mime; smime-type=enveloped-data",
                Base64.getMimeEncoder().encodeToString(out.toByteArray()));
    }

    @Test
    void whoIsNamedButGivenAnotherKeyDoesNotReadWhatOthersDo() throws Exception {
        List<Read> read = open(misleading(List.of(CLAIRE_KEY), PAUL_KEY), CLAIRE, PAUL);
        assertThat(read.get(0).text()).doesNotContain(SECRET);
        assertThat(read.get(0).incoming().recipients()).containsExactly(CLAIRE);
        assertThat(read.get(1).text()).contains(SECRET);
    }

    @Test
    void aMessageThatGivesEachRecipientAnotherKeyIsDecryptedEightTimesAtMost() throws Exception {
        List<Issued> keys = new ArrayList<>();
        List<MssAddress> recipients = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            MssAddress address = MssAddress.parse("bal" + i + "@demo.mssante.fr");
            keys.add(issued(address));
            recipients.add(address);
            fixture.keys.put(address, List.of(keys.get(i).keyMaterial()));
        }
        recipients.add(PAUL);
        List<Read> read = open(misleading(keys, PAUL_KEY), recipients.toArray(MssAddress[]::new));
        assertThat(read.get(9).status()).as("the tenth key").isEqualTo(Status.UNREADABLE);
        assertThat(read).noneSatisfy(one -> assertThat(one.text()).contains(SECRET));
    }
}

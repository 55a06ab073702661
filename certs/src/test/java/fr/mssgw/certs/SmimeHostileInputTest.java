package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.message.SmimeLabel.Reason;
import fr.mssgw.core.message.SmimeLabel.Status;
import fr.mssgw.core.port.MessageSecurity.Copy;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever comes in is opened or explained, and whatever a client sends is signed so that it verifies. */
class SmimeHostileInputTest {
    private static final SmimeFixture FIXTURE;
    private static final byte[] SIGNED;
    private static final byte[] SEALED;

    static {
        try {
            FIXTURE = new SmimeFixture(Files.createTempDirectory("smime"));
            SIGNED = octets(
                    copyFor(FIXTURE.security().secure(report(CLAIRE), bal(CLAIRE), List.of(PATIENT), NOW), PATIENT)
                            .content());
            SEALED = octets(copyFor(FIXTURE.security().secure(report(CLAIRE), bal(CLAIRE), List.of(JEAN), NOW), JEAN)
                    .content());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] octets(RawMessage message) throws java.io.IOException {
        return text(message).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Incoming open(byte[] message) throws Exception {
        return opened(FIXTURE.peer(), RawMessage.of(message), JEAN, CLAIRE);
    }

    @Property(tries = 200)
    void anyOctetsAreOpened(@ForAll byte[] octets) throws Exception {
        assertThat(open(octets).label().status()).isEqualTo(Status.UNSIGNED);
    }

    @Property(tries = 150)
    void anyDamageToASignedMessageIsSeenOrHarmless(@ForAll @IntRange(max = 5_000) int at, @ForAll byte with)
            throws Exception {
        byte[] damaged = SIGNED.clone();
        int place = at % damaged.length;
        boolean same = damaged[place] == with;
        damaged[place] = with;
        Incoming incoming = open(damaged);
        String text = text(incoming.content());
        int signed = text.indexOf("Content-Type: multipart/mixed; boundary=lim\r\n\r\n--lim\r\n");
        if (incoming.label().status() == Status.VERIFIED && !same) {
            assertThat(signed).isPositive();
            assertThat(text).contains("R=C3=A9sultat").contains("JVBERi0=");
        }
    }

    @Property(tries = 150)
    void anyDamageToAnEncryptedMessageIsOpenedOrExplained(@ForAll @IntRange(max = 9_000) int at, @ForAll byte with)
            throws Exception {
        byte[] damaged = SEALED.clone();
        damaged[at % damaged.length] = with;
        Incoming incoming = open(damaged);
        assertThat(incoming.label().status()).isIn(Status.VERIFIED, Status.INVALID, Status.UNSIGNED, Status.UNREADABLE);
        assertThat(incoming.content().size()).isPositive();
    }

    @Property(tries = 150)
    void anyBodyAClientSendsIsSignedSoThatItVerifies(@ForAll byte[] body, @ForAll @IntRange(max = 5) int shape)
            throws Exception {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        String[] heads = {
            "",
            "Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n",
            "Content-Type: multipart/mixed; boundary=b\r\n",
            "Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n",
            "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n",
            "Content-Type: message/rfc822\r\n"
        };
        message.writeBytes(("From: <claire.martin@demo.mssante.fr>\r\n" + heads[shape] + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (shape == 2) {
            message.writeBytes("--b\r\nContent-Type: text/plain\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        message.writeBytes(body);
        Copy copy = copyFor(
                FIXTURE.security().secure(RawMessage.of(message.toByteArray()), bal(CLAIRE), List.of(PATIENT), NOW),
                PATIENT);
        SmimeLabel label = open(octets(copy.content())).label();
        // what can be read in two ways is signed as it is, and never told to be verified
        assertThat(label.status() == Status.VERIFIED || label.reason().equals(Optional.of(Reason.AMBIGUOUS)))
                .as(label.headerValue())
                .isTrue();
    }

    @Test
    void aSignatureStuffedWithCertificatesIsInvalid() throws Exception {
        String text = new String(SIGNED, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("\r\n\r\n", text.indexOf("application/pkcs7-signature; name")) + 4;
        String stuffed = text.substring(0, start)
                + Base64.getMimeEncoder().encodeToString(new byte[3 * 1024 * 1024])
                + text.substring(text.lastIndexOf("\r\n------"));
        assertThat(open(stuffed.getBytes(StandardCharsets.ISO_8859_1)).label().status())
                .isEqualTo(Status.INVALID);
    }

    @Test
    void aSignedMessageOfThreePartsIsInvalid() throws Exception {
        String text = new String(SIGNED, StandardCharsets.ISO_8859_1);
        String boundary =
                text.substring(text.indexOf("\r\n------") + 2, text.indexOf("\r\n", text.indexOf("\r\n------") + 2));
        String three = text.replaceFirst(
                "(?s)" + boundary + "\r\nContent-Type: multipart/mixed",
                boundary + "\r\n\r\nUn ajout\r\n" + boundary + "\r\nContent-Type: multipart/mixed");
        assertThat(open(three.getBytes(StandardCharsets.ISO_8859_1)).label().status())
                .isEqualTo(Status.INVALID);
    }
}

package fr.mssgw.sandbox.smime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MailSecurityTest {
    private static final byte[] ENTITY =
            "Content-Type: text/plain\r\n\r\nligne 1\r\n--pas une limite\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final DemoAuthority ROOT = DemoAuthority.root("R", Instant.now());
    private static final Issued JEAN =
            ROOT.intermediate("O").issue(Request.email("CN=Jean,C=FR", Instant.now(), "jean@pair.mssante.fr"));

    @Test
    void whatIsSignedVerifiesUntilItIsChanged() {
        byte[] signed = SignedMail.sign(ENTITY, JEAN);
        assertThat(SignedMail.verify(signed, ROOT.certificate()))
                .isEqualTo(new SignedMail.Check(SignedMail.Status.VALID, "jean@pair.mssante.fr", ""));
        byte[] changed = new String(signed, StandardCharsets.ISO_8859_1)
                .replace("ligne 1", "ligne 2")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(SignedMail.verify(changed, ROOT.certificate()).status()).isEqualTo(SignedMail.Status.INVALID);
        assertThat(SignedMail.verify(
                                signed, DemoAuthority.root("X", Instant.now()).certificate())
                        .status())
                .isEqualTo(SignedMail.Status.INVALID);
    }

    @Test
    void whatIsEncryptedOpensForItsRecipientOnly() throws Exception {
        byte[] sealed = EncryptedMail.seal(ENTITY, List.of(JEAN.certificate()));
        assertThat(EncryptedMail.isEncrypted(sealed)).isTrue();
        assertThat(EncryptedMail.open(sealed, JEAN)).isEqualTo(ENTITY);
        Issued other = ROOT.issue(Request.email("CN=Autre,C=FR", Instant.now(), "autre@pair.mssante.fr"));
        assertThatThrownBy(() -> EncryptedMail.open(sealed, other)).isInstanceOf(IOException.class);
    }

    @Property(tries = 200)
    void anyOctetsAreJudgedWithoutFailing(@ForAll byte[] octets) {
        assertThat(SignedMail.verify(octets, ROOT.certificate())).isNotNull();
    }
}

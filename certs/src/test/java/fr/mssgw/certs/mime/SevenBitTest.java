package fr.mssgw.certs.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SevenBitTest {
    private static String written(String mail) throws IOException {
        RawMessage message = RawMessage.of(mail.replace("\n", "\r\n").getBytes(ISO_8859_1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(SevenBit.write(message, Structure.read(message), out)).isTrue();
        return out.toString(ISO_8859_1).replace("\r\n", "\n");
    }

    @Test
    void quotedPrintableThatHoldsOtherOctetsHoldsThemEncoded() throws IOException {
        assertThat(
                        written(
                                "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\na=3Db =E9 é=\n\u0001\n"))
                .endsWith("\n\na=3Db =E9 =E9=\n=01\n");
    }

    @Test
    void quotedPrintableOnALineThatNoServerCarriesIsBrokenOutsideOfItsEscapes() throws IOException {
        for (int before = 0; before < 3; before++) {
            String line = "x".repeat(before) + "=C3=A9".repeat(400);
            String written = written("Content-Transfer-Encoding: quoted-printable\n\n" + line + "\n");
            assertThat(SevenBit.holds(new ByteArrayInputStream(
                            written.replace("\n", "\r\n").getBytes(ISO_8859_1))))
                    .isTrue();
            assertThat(written).doesNotContain("==", "=C=", "=A=").contains("=\n");
            assertThat(written.replace("=\n", "")).endsWith("\n\n" + line + "\n");
        }
    }

    @Test
    void whatHoldsAPartThatStaysAsItIsIsNotCalledSevenBit() throws IOException {
        String signed = "Content-Type: multipart/signed; boundary=s\nContent-Transfer-Encoding: 8bit\n\n--s\n"
                + "Content-Transfer-Encoding: 8bit\n\né\n--s\nContent-Type: application/pkcs7-signature\n\nx\n--s--";
        String mixed = "Content-Type: multipart/mixed; boundary=m\nContent-Transfer-Encoding: 8bit\n\n--m\n";
        assertThat(written(mixed + signed + "\n--m--\n")).isEqualTo(mixed + signed + "\n--m--\n");
        String named = "Content-Type: text/plain; name=é\n\nVu.";
        assertThat(written(mixed + named + "\n--m--\n")).startsWith(mixed);
        assertThat(written(mixed + "\né\n--m--\n"))
                .isEqualTo(
                        mixed.replace("8bit", "7bit") + "Content-Transfer-Encoding: quoted-printable\n\n=E9\n--m--\n");
    }
}

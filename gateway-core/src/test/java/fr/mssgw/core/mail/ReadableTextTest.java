package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReadableTextTest {
    private static ReadableText ofCrlf(String mail, int most) throws IOException {
        return ReadableText.of(RawMessage.of(mail.replace("\n", "\r\n").getBytes(ISO_8859_1)), most);
    }

    @Test
    void textsAreDecodedAndFilesNamed() throws IOException {
        ReadableText read = ofCrlf(
                "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=iso-8859-1\n\n\u00e9t\u00e9\n"
                        + "--B\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+ZMOpasOgPC9wPg==\n"
                        + "--B\nContent-Type: application/pdf; name=\"=?utf-8?Q?r=C3=A9sultat.pdf?=\"\n\nJVBERi0\n--B--\n",
                1_000);

        assertThat(read.text())
                .contains("\u00e9t\u00e9")
                .contains("d\u00e9j\u00e0")
                .doesNotContain("<p>", "JVBERi0");
        assertThat(read.fileNames()).isEqualTo("r\u00e9sultat.pdf ");
    }

    @Test
    void textWithoutACharsetOrWithUsAsciiIsReadAsItsOctetsSay() throws IOException {
        assertThat(ofCrlf("Subject: x\n\n\u00e9t\u00e9 c\u009Cur", 1_000).text())
                .contains("\u00e9t\u00e9 c\u0153ur");
        assertThat(ofCrlf("Subject: x\n\n\u00C3\u00A9t\u00C3\u00A9", 1_000).text())
                .contains("\u00e9t\u00e9");
        assertThat(ofCrlf("Content-Type: text/plain; charset=us-ascii\n\n\u00e9t\u00e9", 1_000)
                        .text())
                .contains("\u00e9t\u00e9");
    }

    @Test
    void latin1IsReadAsWritersOfWindowsMeanIt() throws IOException {
        assertThat(ofCrlf(
                                "Content-Type: text/html; charset=iso-8859-1\n\nl\u0092ordonnance c\u009Cur l&#146;avis c&#156;ur",
                                1_000)
                        .text())
                .contains("l\u2019ordonnance c\u0153ur l\u2019avis c\u0153ur");
    }

    @Test
    void attachedMessagesAndReportsAreRead() throws IOException {
        ReadableText read = ofCrlf(
                "Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n"
                        + "Final-Recipient: rfc822; paul@pair.fr\nDiagnostic-Code: smtp; 550 inconnu\n"
                        + "--B\nContent-Type: message/rfc822\n\nFrom: Claire Martin <c@d.fr>\nTo: x@y.fr\n"
                        + "Subject: =?utf-8?Q?R=C3=A9sultats?=\n\nBonjour\n--B--\n",
                1_000);

        assertThat(read.text()).contains("550 inconnu", "Claire Martin", "R\u00e9sultats", "x@y.fr", "Bonjour");
    }

    @Test
    void textIsBounded() throws IOException {
        assertThat(ofCrlf("\n" + "x".repeat(10_000), 100).text()).hasSizeLessThanOrEqualTo(101);
        assertThat(ofCrlf("Content-Type: text/html\n\n" + "<b>x".repeat(10_000), 100)
                        .text())
                .hasSizeLessThanOrEqualTo(101);
    }

    @Test
    void sixtyThousandNestedPartsAreReadWithoutAnEndOfTheStack() throws IOException {
        StringBuilder nested = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("e\n\n--b")
                    .append(i)
                    .append("e\n");
        }
        long start = System.nanoTime();
        ofCrlf(nested.append("\nfound\n").toString(), 1_000);

        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }
}

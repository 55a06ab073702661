package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.RawMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A letter as another's mail library reads it. */
public final class Read {
    private Read() {}

    public static byte[] octets(RawMessage message) {
        try (InputStream stream = message.open()) {
            byte[] octets = stream.readAllBytes();
            assertThat(message.size()).isEqualTo(octets.length);
            return octets;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static MimeMessage mail(Letter letter) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(octets(letter.message())));
    }

    public static MimeMultipart parts(Letter letter) throws MessagingException {
        return new MimeMultipart(mail(letter).getDataHandler().getDataSource());
    }

    public static String text(InputStream part) throws IOException {
        return new String(part.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** RFC 5322 §2.1.1 and §2.3, of a letter that encloses nothing foreign. */
    public static void isWellFormed(Letter letter) {
        String text = new String(octets(letter.message()), StandardCharsets.ISO_8859_1);
        assertThat(text.chars()).as("only ASCII").allMatch(octet -> octet > 0 && octet < 128);
        assertThat(text).endsWith("\r\n");
        assertThat(text.split("\r\n"))
                .as("lines without a bare CR or LF")
                .allMatch(line -> line.length() <= 998 && line.indexOf('\r') < 0 && line.indexOf('\n') < 0);
    }
}

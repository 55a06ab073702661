package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.CountedMail;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ReadOnceTest {
    private final CountedMail mail = new CountedMail("Subject: x\r\n\r\ntext\r\n");

    @Test
    void theStructureIsReadOnceHoweverManyAsk() throws IOException {
        RawMessage once = ReadOnce.of(mail);
        Structure first = Structure.read(once);
        assertThat(Structure.read(ReadOnce.of(once))).isSameAs(first);
        assertThat(mail.opened).isEqualTo(1);
    }

    @Test
    void itsOctetsAreThoseOfTheMail() throws IOException {
        RawMessage once = ReadOnce.of(mail);
        Structure.read(once);
        try (InputStream in = once.open()) {
            assertThat(in.readAllBytes()).hasSize((int) once.size()).endsWith("text\r\n".getBytes(US_ASCII));
        }
    }
}

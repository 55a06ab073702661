package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ReadOnceTest {
    private int opened;

    private final RawMessage mail = new RawMessage() {
        private final byte[] octets = "Subject: x\r\n\r\ntext\r\n".getBytes(US_ASCII);

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            opened++;
            return new ByteArrayInputStream(octets);
        }

        @Override
        public void close() {}
    };

    @Test
    void theStructureIsReadOnceHoweverManyAsk() throws IOException {
        RawMessage once = ReadOnce.of(mail);
        Structure first = Structure.read(once);
        assertThat(Structure.read(ReadOnce.of(once))).isSameAs(first);
        assertThat(opened).isEqualTo(1);
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

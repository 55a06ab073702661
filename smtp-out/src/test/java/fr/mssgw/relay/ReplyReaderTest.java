package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {
    @Test
    void severalLinesAreOneReply() throws IOException {
        PeerReply reply = read("250-mx.pair\r\n250-SIZE 10\r\n250 DSN\r\n");

        assertThat(reply.code()).isEqualTo(250);
        assertThat(reply.lines()).containsExactly("mx.pair", "SIZE 10", "DSN");
    }

    @Test
    void aCodeAloneIsAReply() throws IOException {
        assertThat(read("354\r\n").goesOn()).isTrue();
    }

    @Test
    void theEnhancedCodeCountsOnlyWhereItsClassIsTheCodes() throws IOException {
        assertThat(read("550 5.1.1 unknown\r\n").status()).isEqualTo("5.1.1");
        assertThat(read("550 2.1.1 unknown\r\n").status()).isEqualTo("5.0.0");
        assertThat(read("451 later\r\n").status()).isEqualTo("4.0.0");
    }

    @Test
    void controlCharactersDoNotGetThrough() throws IOException {
        assertThat(read("550 a\u0007b\u001b[31m\r\n").text()).isEqualTo("a b [31m");
    }

    @Property
    void anyOctetsAreAReplyOrAFault(@ForAll byte[] octets) {
        try {
            PeerReply reply = new ReplyReader(new ByteArrayInputStream(octets)).read();
            assertThat(reply.code()).isBetween(200, 599);
        } catch (ReplyReader.ProtocolFault | EOFException refused) {
            assertThat(refused).hasMessageNotContaining("\n");
        } catch (IOException other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void aLineLongerThanTheBoundIsAFault() {
        assertThatThrownBy(() -> read("250 " + "x".repeat(ReplyReader.MAX_LINE) + "\r\n"))
                .isInstanceOf(ReplyReader.ProtocolFault.class);
    }

    private static PeerReply read(String text) throws IOException {
        return new ReplyReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).read();
    }
}

package fr.mssgw.smtp.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import org.apache.james.protocols.netty.CommandInjectionDetectedException;
import org.junit.jupiter.api.Test;

class FramerTest {
    private final Framer framer = new Framer();
    private final EmbeddedChannel channel = new EmbeddedChannel(framer);

    private void arrives(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private String line() {
        ByteBuf line = channel.readInbound();
        try {
            return line.toString(StandardCharsets.ISO_8859_1);
        } finally {
            line.release();
        }
    }

    @Test
    void linesAreCutWhereverTheSegmentsEnd() {
        arrives("NO");
        arrives("OP\r\nRS");
        arrives("ET\r\n");
        assertThat(line()).isEqualTo("NOOP\r\n");
        assertThat(line()).isEqualTo("RSET\r\n");
        assertThat((Object) channel.readInbound()).isNull();
    }

    @Test
    void anythingBetweenStartTlsAndTheHandshakeIsAnInjection() {
        framer.awaitTls();
        assertThatThrownBy(() -> arrives("MAIL FROM:<a@b.fr>\r\n"))
                .hasCauseInstanceOf(CommandInjectionDetectedException.class);
        framer.tlsInstalled();
        arrives("MAIL FROM:<a@b.fr>\r\n");
        assertThat((Object) channel.readInbound()).isNull();
    }

    @Test
    void afterTheHandshakeLinesAreCutAgain() {
        framer.awaitTls();
        framer.tlsInstalled();
        arrives("EHLO a\r\n");
        assertThat(line()).isEqualTo("EHLO a\r\n");
    }

    @Test
    void aMessageIsHandedOverUntilItsReceiverHasEnough() {
        StringBuilder message = new StringBuilder();
        framer.receive((octets, length) -> {
            String text = new String(octets, 0, length, StandardCharsets.ISO_8859_1);
            int end = text.indexOf('!');
            message.append(end < 0 ? text : text.substring(0, end));
            if (end >= 0) {
                framer.lines();
            }
            return end < 0 ? length : end + 1;
        });
        arrives("first ");
        arrives("second!NOOP\r\n");
        assertThat(message).hasToString("first second");
        assertThat(line()).isEqualTo("NOOP\r\n");
    }

    @Test
    void aLineWithoutEndIsNotKept() {
        String much = "x".repeat(Framer.LONGEST_LINE);
        arrives(much);
        arrives("x");
        arrives(much);
        assertThatThrownBy(() -> arrives("x\r\nNOOP\r\n")).isInstanceOf(TooLongFrameException.class);
        arrives("RSET\r\n");
        assertThat(line()).isEqualTo("NOOP\r\n");
        assertThat(line()).isEqualTo("RSET\r\n");
    }
}

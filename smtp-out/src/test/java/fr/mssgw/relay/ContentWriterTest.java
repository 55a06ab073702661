package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContentWriterTest {
    private static final String[] PIECES = {".", "..", "a", "é", "\r\n", "\r\n.", "\t", "\0", " x "};

    @Property(tries = 500)
    void undoingTheDotsGivesBackTheStoredOctets(
            @ForAll @Size(max = 40) List<@IntRange(max = 8) Integer> pieces, @ForAll @IntRange(max = 3) int blocks)
            throws IOException {
        String text = pieces.stream().map(piece -> PIECES[piece]).collect(Collectors.joining());
        byte[] octets = (text + ("." + "y".repeat(9_000) + "\r\n").repeat(blocks)).getBytes(StandardCharsets.UTF_8);

        byte[] sent = write(octets);

        String wire = new String(sent, StandardCharsets.ISO_8859_1);
        assertThat(wire).endsWith(wire.equals(".\r\n") ? ".\r\n" : "\r\n.\r\n");
        String before = wire.substring(0, wire.length() - 3);
        assertThat("\r\n" + before).doesNotContain("\r\n.\r\n");
        String stored = new String(octets, StandardCharsets.ISO_8859_1);
        String read = ("\r\n" + before).replace("\r\n.", "\r\n").substring(2);
        assertThat(read).isEqualTo(stored.isEmpty() || stored.endsWith("\r\n") ? stored : stored + "\r\n");
    }

    @Property(tries = 300)
    void aLoneCarriageReturnOrLineFeedIsRefusedWhereverItStands(
            @ForAll @IntRange(max = 40_000) int before, @ForAll boolean feed) {
        byte[] octets = ("x".repeat(before) + (feed ? "\n" : "\r") + "y\r\n").getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> write(octets)).isInstanceOf(ContentWriter.Unsendable.class);
    }

    @Test
    void aCarriageReturnAtTheVeryEndIsRefused() {
        assertThatThrownBy(() -> write("x\r".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(ContentWriter.Unsendable.class);
    }

    private static byte[] write(byte[] octets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ContentWriter.write(RawMessage.of(octets), out);
        ContentWriter.end(out);
        return out.toByteArray();
    }
}

package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class DataDecoderTest {
    private record Read(DataDecoder.State state, int used, boolean longLine, boolean nul, String text) {}

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.frequency(
                        Tuple.of(6, "\r\n"),
                        Tuple.of(3, "."),
                        Tuple.of(1, "\r"),
                        Tuple.of(1, "\n"),
                        Tuple.of(1, "\0"),
                        Tuple.of(3, "a"),
                        Tuple.of(3, "\u00e9".repeat(9)),
                        Tuple.of(2, "m".repeat(76)))
                .list()
                .ofMaxSize(12);
    }

    @Property
    void whatIsReadDoesNotDependOnHowItArrives(@ForAll("pieces") List<String> pieces) {
        byte[] octets = String.join("", pieces).getBytes(StandardCharsets.UTF_8);
        assertThat(read(octets, octets.length)).isEqualTo(read(octets, 1)).isEqualTo(read(octets, 7));
    }

    @Test
    void aLineOverTheBoundIsSeenAlsoWhenItComesInPieces() {
        byte[] longest = ("m".repeat(DataDecoder.LONGEST_LINE) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] longer = ("m".repeat(DataDecoder.LONGEST_LINE + 1) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int piece : List.of(longer.length, 1000)) {
            assertThat(read(longest, piece).longLine()).isFalse();
            assertThat(read(longer, piece).longLine()).isTrue();
        }
    }

    @Test
    void aNulIsSeenWhereverItStandsInTheMessageAndNotBehindItsEnd() {
        byte[] message = ("\u00e9".repeat(20) + "\r\n..m\r\n.\r\n").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < message.length; at++) {
            byte[] octets = message.clone();
            assertThat(read(octets, octets.length).nul()).isFalse();
            if (octets[at] != '\r' && octets[at] != '\n') {
                octets[at] = 0;
                assertThat(read(octets, octets.length).nul()).as("at " + at).isTrue();
            }
        }
        assertThat(read("m\r\n.\r\n\0".getBytes(StandardCharsets.UTF_8), 7).nul())
                .isFalse();
    }

    private static Read read(byte[] octets, int piece) {
        DataDecoder decoder = new DataDecoder();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int used = 0;
        while (used < octets.length && decoder.state() == DataDecoder.State.OPEN) {
            used += decoder.read(octets, used, Math.min(piece, octets.length - used), text);
        }
        // what stood before a break is thrown away, so nobody says how much of it was handed on
        String kept = decoder.state() == DataDecoder.State.BROKEN ? "" : text.toString(StandardCharsets.UTF_8);
        return new Read(
                decoder.state(),
                used,
                reason(decoder, "une ligne de plus de 65536 octets"),
                reason(decoder, "octet nul"),
                kept);
    }

    private static boolean reason(DataDecoder decoder, String words) {
        return decoder.refusal()
                .filter(refuse -> refuse.reason().contains(words))
                .isPresent();
    }
}

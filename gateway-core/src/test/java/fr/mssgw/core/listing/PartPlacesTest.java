package fr.mssgw.core.listing;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.listing.PartPlaces.Entity;
import fr.mssgw.core.listing.PartPlaces.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Parts by number (RFC 3501 §6.4.5), in the octets of their message. */
class PartPlacesTest {
    private static final String MIXED =
            "Content-Type: multipart/mixed; boundary=o\r\n\r\npreambule\r\n--o\r\n\r\nun\r\n--o\r\n"
                    + "Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\nA: 1\r\n\r\ndeux-un\r\n--i\r\n\r\ndeux-deux"
                    + "\r\n--i--\r\n--o\r\nContent-Type: message/rfc822\r\n\r\nSubject: s\r\n\r\ntrois\r\n--o--\r\nepilogue\r\n";

    private static PartPlaces places(String message) throws IOException {
        int end = message.indexOf("\r\n\r\n") + 4;
        return PartPlaces.of(
                octets(message.substring(0, end)), new ByteArrayInputStream(octets(message.substring(end))));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String body(String message, int... path) throws IOException {
        return places(message)
                .find(path)
                .map(part -> cut(message, part.header()) + "|" + cut(message, part.body()))
                .orElse("none");
    }

    private static String cut(String message, Place place) {
        return message.substring((int) place.from(), (int) place.to());
    }

    @Test
    void partsOfMultipartsAndOfMessagesInsideAreFoundByNumber() throws IOException {
        assertThat(body(MIXED, 1)).isEqualTo("\r\n|un");
        assertThat(body(MIXED, 2))
                .startsWith("Content-Type: multipart/alternative; boundary=i\r\n\r\n|--i")
                .endsWith("--i--");
        assertThat(body(MIXED, 2, 1)).isEqualTo("A: 1\r\n\r\n|deux-un");
        assertThat(body(MIXED, 2, 2)).isEqualTo("\r\n|deux-deux");
        assertThat(body(MIXED, 3)).isEqualTo("Content-Type: message/rfc822\r\n\r\n|Subject: s\r\n\r\ntrois");
        assertThat(body(MIXED, 3, 1)).isEqualTo("Subject: s\r\n\r\n|trois");
        assertThat(Arrays.asList(
                        body(MIXED, 4), body(MIXED, 1, 1), body(MIXED, 3, 2), body(MIXED, 0), body(MIXED, 2, 3)))
                .containsOnly("none");
        Entity enclosed =
                places(MIXED).find(new int[] {3}).orElseThrow().message().orElseThrow();
        assertThat(cut(MIXED, enclosed.body())).isEqualTo("trois");
    }

    @Test
    void aMessageWithoutPartsIsItsOwnFirst() throws IOException {
        assertThat(body("A: b\r\n\r\ntexte\r\n", 1)).isEqualTo("A: b\r\n\r\n|texte\r\n");
        assertThat(body("A: b\r\n\r\ntexte\r\n", 1, 1)).isEqualTo("none");
        assertThat(body("A: b\r\n\r\ntexte\r\n", 2)).isEqualTo("none");
    }

    @Property(tries = 300)
    void anyMixtureOfMimeLinesLiesWithinItsMessage(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        String[] lines = {
            "",
            "--o",
            "--i",
            "--o--",
            "--i--",
            "x",
            "Content-Type: multipart/mixed; boundary=i",
            "Content-Type: message/rfc822",
            "Content-Type: multipart/digest; boundary=o",
            "\u00e9"
        };
        StringBuilder message = new StringBuilder("Content-Type: multipart/mixed; boundary=o\r\n\r\n");
        for (int i = 0; i < 30; i++) {
            message.append(lines[random.nextInt(lines.length)]).append(random.nextInt(8) == 0 ? "\n" : "\r\n");
        }
        within(places(message.toString()).find(new int[0]).orElseThrow(), message.length());
    }

    private static void within(Entity part, long size) {
        assertThat(part.header().from()).isBetween(0L, part.header().to());
        assertThat(part.header().to()).isEqualTo(part.body().from());
        assertThat(part.body().from()).isLessThanOrEqualTo(part.body().to());
        assertThat(part.body().to()).isLessThanOrEqualTo(size);
        part.parts().forEach(inner -> within(inner, size));
        part.message().ifPresent(inner -> within(inner, size));
    }
}

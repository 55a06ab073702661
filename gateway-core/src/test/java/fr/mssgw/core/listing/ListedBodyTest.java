package fr.mssgw.core.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.CountedMail;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ListedBodyTest {
    private static final String MAIL = "From: a@b\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
            + "--B\r\n\r\none\r\n--B\r\nContent-Type: text/html\r\n\r\ntwo\r\n--B--\r\n";

    private static Slice body(RawMessage mail, HeaderSection header) {
        return Slice.from(mail, header.bodyOffset());
    }

    private static void assertSame(MessageListing listing, byte[] header, Slice body) throws IOException {
        try (InputStream octets = body.open()) {
            assertThat(text(listing)).isEqualTo(text(MessageListing.of(header, octets)));
        }
    }

    private static List<String> text(MessageListing listing) {
        return Stream.of(listing.envelope(), listing.bodyStructure(), listing.body())
                .map(octets -> new String(octets, ISO_8859_1))
                .toList();
    }

    @Test
    void copiesUnderSectionsOfTheirOwnAreReadOnce() throws Exception {
        CountedMail mail = new CountedMail(MAIL);
        HeaderSection header = HeaderSection.lenient(mail);
        ListedBody listed = new ListedBody(body(mail, header));
        mail.opened = 0;
        byte[] first = header.prepend(List.of(Field.of("X-A", "1"))).render();
        byte[] second = header.prepend(List.of(Field.of("Subject", "2"))).render();
        MessageListing one = listed.under(first);
        MessageListing two = listed.under(second);

        assertThat(mail.opened).isEqualTo(1);
        assertSame(one, first, body(mail, header));
        assertSame(two, second, body(mail, header));
        assertThat(text(two).get(0)).contains("\"2\"");
    }

    @Test
    void aCopyWhoseSectionDescribesAnotherBodyIsReadByItself() throws Exception {
        CountedMail mail = new CountedMail(MAIL);
        HeaderSection header = HeaderSection.lenient(mail);
        ListedBody listed = new ListedBody(body(mail, header));
        byte[] other = "Content-Type: text/plain\r\n\r\n".getBytes(ISO_8859_1);

        assertSame(listed.under(other), other, body(mail, header));
        assertSame(listed.under(header.render()), header.render(), body(mail, header));
    }

    @Test
    void aFieldThatASectionOfTooManyLosesIsLostHereToo() throws Exception {
        CountedMail mail = new CountedMail("X: y\r\n".repeat(998) + MAIL);
        HeaderSection header = HeaderSection.lenient(mail);
        byte[] copy = header.prepend(List.of(Field.of("X-A", "1"), Field.of("X-B", "2")))
                .render();

        MessageListing listing = new ListedBody(body(mail, header)).under(copy);
        assertSame(listing, copy, body(mail, header));
        assertThat(text(listing).get(2)).contains("TEXT");
    }

    @Property(tries = 1_000)
    void aCopyIsListedAsIfItWereReadByItself(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        String[] lines = {
            "From: a@b",
            "Subject: x",
            "Content-Type: multipart/mixed; boundary=B",
            "Content-Type: multipart/digest; boundary=B",
            "Content-Type: message/rfc822",
            "Content-Transfer-Encoding: base64",
            "--B",
            "--B--",
            "",
            "",
            "text",
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(lines[random.nextInt(lines.length)]).append(random.nextInt(9) == 0 ? "\n" : "\r\n");
        }
        CountedMail mail = new CountedMail(text.toString());
        HeaderSection header = HeaderSection.lenient(mail);
        ListedBody listed = new ListedBody(body(mail, header));
        List<Field> above = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] copy = header.prepend(above).render();
            if (random.nextInt(4) == 0) {
                copy = Arrays.copyOf(copy, copy.length - 2);
            }
            assertSame(listed.under(copy), copy, body(mail, header));
            above.add(random.nextBoolean() ? Field.of("X-A", "b") : Field.of("Content-ID", "<c>"));
        }
    }
}

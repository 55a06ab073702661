package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.fixture.Growth;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Mailboxes.Mailbox;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.search.Addresses;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "claire@demo.mssante.fr | `` | claire@demo.mssante.fr",
                "<Claire@Demo.mssante.FR> | `` | claire@demo.mssante.fr",
                "Claire Martin <claire@demo.mssante.fr> | Claire Martin | claire@demo.mssante.fr",
                "Dr. Claire Martin <claire@demo.mssante.fr> | Dr. Claire Martin | claire@demo.mssante.fr",
                "Dr_Émilie_NOËL <claire@demo.mssante.fr> | Dr_Émilie_NOËL | claire@demo.mssante.fr",
                "\"Martin, Claire\" <claire@demo.mssante.fr> | Martin, Claire | claire@demo.mssante.fr",
                "\"a \\\" <x@y.fr>\" <claire@demo.mssante.fr> | a \" <x@y.fr> | claire@demo.mssante.fr",
                "(un (deux)) Claire (trois) <claire@demo.mssante.fr> (fin) | Claire | claire@demo.mssante.fr",
                "claire@demo.mssante.fr (Claire Martin) | `` | claire@demo.mssante.fr",
                "=?utf-8?Q?=C3=89milie?= <claire@demo.mssante.fr> | Émilie | claire@demo.mssante.fr",
                "=?utf-8?Q?claire=40demo.mssante.fr?= <claire@demo.mssante.fr> | claire@demo.mssante.fr | claire@demo.mssante.fr",
            })
    void oneMailboxIsRead(String written, String name, String address) throws Exception {
        assertThat(Mailboxes.parse(written)).containsExactly(new Mailbox(name, MssAddress.parse(address)));
    }

    @Test
    void severalMailboxesAreRead() throws Exception {
        assertThat(Mailboxes.parse("a@b.fr, \"c, d\" <e@f.fr> ,g@h.fr"))
                .extracting(m -> m.address().wireForm())
                .containsExactly("a@b.fr", "e@f.fr", "g@h.fr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "claire",
                "Claire Martin",
                "a@b.fr,",
                ",a@b.fr",
                "a@b.fr,,c@d.fr",
                "a@b.fr; c@d.fr",
                "a@b.fr c@d.fr",
                "a@b.fr <c@d.fr>",
                "<a@b.fr> <c@d.fr>",
                "<a@b.fr> c@d.fr",
                "<a@b.fr",
                "a@b.fr>",
                "<<a@b.fr>>",
                "<a@b.fr, c@d.fr>",
                "<@c.fr:a@b.fr>",
                "<a(x)@b.fr>",
                "<a@b.fr(x)>",
                "a @b.fr",
                "a(x)@b.fr",
                "a@(x)b.fr",
                "a . b@c.fr",
                "\"a\".b@c.fr",
                "a@b . fr",
                "<a . b@c.fr>",
                "\"Nom\" a@b.fr",
                "<\u2003a@b.fr>",
                "a@b.fr\u0000",
                "\u0001a@b.fr",
                "Nom \u000b <a@b.fr>",
                "a@ b.fr",
                "Claire a@b.fr",
                "\"a\"@b.fr",
                "\"a@b.fr\"",
                "a@[127.0.0.1]",
                "a@b.fr@c.fr",
                "Equipe: a@b.fr, c@d.fr;",
                "undisclosed-recipients:;",
                "(sans fin a@b.fr",
                "(((((((((trop profond))))))))) a@b.fr",
                "\"sans fin <a@b.fr>",
                "a@b.fr (x\\",
                "=?utf-8?Q?a=40b.fr?=",
                "=?utf-8?Q?a?=@b.fr",
                "<=?utf-8?Q?a=40c.fr=3E?=@b.fr>",
                "=?utf-8?Q?autre=40c.fr?= <a@b.fr>",
                "\"=?utf-8?Q?autre=40c.fr?=\" <a@b.fr>",
                "=?utf-8?Q?a=0D=0ABcc:?= <a@b.fr>",
            })
    void whatTwoReadersMayUnderstandDifferentlyIsRefused(String written) {
        assertThatThrownBy(() -> Mailboxes.parse(written)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void theRefusalDoesNotRepeatTheText() {
        assertThatThrownBy(() -> Mailboxes.parse("279035121518989@patient.mssante.fr x"))
                .hasMessageNotContaining("279035121518989");
    }

    @Test
    void aListIsBounded() {
        assertThatThrownBy(() -> Mailboxes.parse("a@b.fr,".repeat(200) + "a@b.fr"))
                .hasMessageContaining("plus de 100 adresses");
    }

    @Test
    void aMessageHasOneAuthorOrNone() throws Exception {
        assertThat(author("From: Claire <a@b.fr>\r\n")).isEqualTo(new Author.One(MssAddress.parse("a@b.fr")));
        assertThat(author("From: a@b.fr\r\nfrom: a@b.fr\r\n")).isEqualTo(new Author.Several());
        assertThat(author("From: a@b.fr, c@d.fr\r\n")).isEqualTo(new Author.Several());
        assertThat(author("From: a@b.fr <c@d.fr>\r\n")).isInstanceOf(Author.Unreadable.class);
        assertThat(author("X: y\r\n")).isEqualTo(new Author.Missing());
    }

    private static Author author(String header) throws Exception {
        return Author.of(HeaderSection.read(RawMessage.of((header + "\r\n").getBytes(StandardCharsets.UTF_8))));
    }

    @Property
    void anyTextIsEitherReadOrRefused(@ForAll("addressLike") String text) {
        try {
            assertThat(Mailboxes.parse(text)).isNotEmpty();
        } catch (MalformedMessage refused) {
            assertThat(refused).hasMessageStartingWith("liste d'adresses illisible");
        }
    }

    @Property
    void whateverIsReadIsAnAddressThatStandsInTheText(@ForAll("addressLike") String text) {
        try {
            for (Mailbox mailbox : Mailboxes.parse(text)) {
                assertThat(text.toLowerCase(java.util.Locale.ROOT))
                        .contains(mailbox.address().wireForm());
            }
        } catch (MalformedMessage refused) {
            // the other property's business
        }
    }

    @Provide
    Arbitrary<String> addressLike() {
        return Arbitraries.of(
                        "a@b.fr",
                        "c@d.mssante.fr",
                        "<",
                        ">",
                        ",",
                        "\"",
                        "(",
                        ")",
                        "\\",
                        ":",
                        ";",
                        "@",
                        " ",
                        "Claire",
                        ".",
                        "=?utf-8?Q?x=40y.fr?=",
                        "é",
                        "\t")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "x@",
                "@",
                "(",
                "\"",
                "\\",
                "<",
                ",",
                "=?utf-8?q?x?= ",
                "a.",
                "x <",
                "a . ",
                "\"a\" . ",
                "a@b . ",
                "(x)",
                "<a .",
                " ",
                "a b@c,",
                "<@a,",
                "[",
                "x:;"
            })
    void aListOfAnyLengthTakesTimeThatGrowsWithItAlone(String piece) throws Exception {
        Growth.isLinear(1_000, n -> piece.repeat(n), MailboxesTest::readByAll);
        Growth.isLinear(
                1_000,
                n -> "=?utf-8?B?"
                        + Base64.getEncoder().encodeToString(piece.repeat(n).getBytes(StandardCharsets.UTF_8))
                        + "?= <a@demo.mssante.fr>",
                MailboxesTest::readByAll);
    }

    private static void readByAll(String value) {
        try {
            Mailboxes.parse(value);
        } catch (MalformedMessage refused) {
            // only the time counts
        }
        Addresses.spelledOut(value);
        Author.of(HeaderSection.lenient(("From: " + value + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** What the rules read of a list is what lists show of it. */
    @Property(tries = 500)
    void whateverIsReadStrictlyIsListedTheSame(@ForAll @IntRange(max = 1_000_000) int seed) {
        String[] pieces = {
            "a@b.fr",
            "<a@b.fr>",
            "Dr ",
            "\"x, y\" ",
            "(c) ",
            "=?utf-8?q?z?= ",
            ".",
            "\"",
            "\u0001",
            "\u00a0",
            ",",
            " ",
            "c.d@e.mssante.fr",
            "(",
            ")",
            "<",
            ">",
            ":",
            ";",
            "@"
        };
        Random random = new Random(seed);
        StringBuilder list = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            list.append(pieces[random.nextInt(pieces.length)]);
        }
        List<Mailboxes.Mailbox> read;
        try {
            read = Mailboxes.parse(list.toString());
        } catch (MalformedMessage refused) {
            return;
        }
        assertThat(Address.parse(list.toString()))
                .as(list.toString())
                .extracting(address -> (address.mailbox() + "@" + address.host()).toLowerCase(Locale.ROOT))
                .containsExactlyElementsOf(read.stream()
                        .map(mailbox -> mailbox.address().wireForm())
                        .toList());
    }
}

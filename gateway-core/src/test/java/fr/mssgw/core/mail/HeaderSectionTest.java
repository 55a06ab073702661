package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSectionTest {
    private static HeaderSection read(String text) throws Exception {
        return HeaderSection.read(RawMessage.of(text.getBytes(UTF_8)));
    }

    @Test
    void aSectionIsReadUpToItsEmptyLine() throws Exception {
        HeaderSection header = read("From: a@b.fr\r\nSubject: un\r\n  deux\r\n\r\nSubject: body\r\n");

        assertThat(header.fields()).extracting(Field::name).containsExactly("From", "Subject");
        assertThat(header.first("subject")).contains("un  deux");
        assertThat(header.bodyOffset()).isEqualTo("From: a@b.fr\r\nSubject: un\r\n  deux\r\n\r\n".length());
    }

    @Test
    void aLineOfAnyLengthLeavesTheBodyWhereItIs() throws Exception {
        for (int length : new int[] {10, 32_763, 32_764, 32_765, 40_000, 100_000}) {
            String section = "X: " + "a".repeat(length) + "\r\nSubject: b\r\n\r\n";
            HeaderSection header = HeaderSection.lenient(RawMessage.of((section + "corps\r\n").getBytes(UTF_8)));

            assertThat(header.bodyOffset()).isEqualTo(section.length());
            assertThat(header.values("X").get(0)).hasSize(length);
            assertThat(header.subject()).isEqualTo("b");
        }
    }

    @Test
    void nothingIsLookedAtBeyondTheLongestSection() throws Exception {
        RawMessage mail = RawMessage.of("A: b\r\n\r\ncorps".getBytes(UTF_8));

        assertThat(HeaderSection.end(mail, 100)).isEqualTo(8);
        assertThat(HeaderSection.end(mail, 8)).isEqualTo(8);
        assertThat(HeaderSection.end(mail, 7)).isEqualTo(8);
        assertThat(HeaderSection.end(mail, 3)).isEqualTo(4);
        assertThat(HeaderSection.end(RawMessage.of("x".repeat(9).getBytes(UTF_8)), 20))
                .isEqualTo(9);
    }

    @Property
    void aSectionEndsWhereTheBodyOfTheStructureBegins(@ForAll("octets") String text) throws Exception {
        RawMessage mail = RawMessage.of(text.getBytes(ISO_8859_1));

        assertThat(HeaderSection.end(mail, 1_000))
                .isEqualTo(Structure.read(mail).root().bodyStart());
    }

    @Provide
    Arbitrary<String> octets() {
        return Arbitraries.of("A: b", "\r", "\n", "\r\n", " ", "x", "\u00e9", "--B", "\0")
                .list()
                .ofMaxSize(20)
                .map(pieces -> String.join("", pieces));
    }

    @Test
    void everyFieldOfANameIsSeenInOrder() throws Exception {
        HeaderSection header = read("X-MSS-MES: FIN\r\nTo: a@b.fr\r\nx-mss-mes:NON\r\n\r\n");

        assertThat(header.values("X-MSS-MES")).containsExactly("FIN", "NON");
    }

    @Test
    void aMessageWithoutBodyEndsWithItsHeader() throws Exception {
        HeaderSection header = read("From: a@b.fr\r\n");

        assertThat(header.bodyOffset()).isEqualTo(14);
        assertThat(header.render()).asString().isEqualTo("From: a@b.fr\r\n\r\n");
    }

    @Test
    void ourFieldsAreRemovedInWhateverCaseAndOthersStayByteForByte() throws Exception {
        HeaderSection header =
                read("x-mssgw-SMIME: verified\r\n\tfolded\r\nX-MSS-NIL: a\r\n  b\r\nX-MSSGW: c\r\n\r\ncorps");

        HeaderSection cleaned =
                header.withoutPrefix("X-MSSGW-").prepend(List.of(Field.of("X-MSSGW-SMIME", "unsigned")));

        assertThat(cleaned.render())
                .asString()
                .isEqualTo("X-MSSGW-SMIME: unsigned\r\nX-MSS-NIL: a\r\n  b\r\nX-MSSGW: c\r\n\r\n");
        assertThat(cleaned.bodyOffset()).isEqualTo(header.bodyOffset());
    }

    @Test
    void aNewSectionOverAMessageKeepsItsBody() throws Exception {
        RawMessage message = RawMessage.of("A: b\r\n\r\ncorps\r\n".getBytes(UTF_8));

        RawMessage spliced =
                HeaderSection.read(message).prepend(List.of(Field.of("X", "y"))).over(message);

        byte[] octets = spliced.open().readAllBytes();
        assertThat(octets).asString().isEqualTo("X: y\r\nA: b\r\n\r\ncorps\r\n");
        assertThat(spliced.size()).isEqualTo(octets.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: a@b.fr\nTo: c@d.fr\r\n\r\n",
                "From: a@b.fr\rTo: c@d.fr\r\n\r\n",
                "From: a@b.fr\r\n\n",
                "From: a@b.fr\r\n\r",
                "From: a\0@b.fr\r\n\r\n",
                "From: a\u001b@b.fr\r\n\r\n",
                "From: a@b.fr\u007f\r\n\r\n",
                " From: a@b.fr\r\n\r\n",
                "From : a@b.fr\r\n\r\n",
                "From: a@b.fr\r\n \t\r\nX: y\r\n\r\n",
                "From a@b.fr Sun Nov 22\r\n\r\n",
                ": a@b.fr\r\n\r\n",
                "Prénom: a@b.fr\r\n\r\n",
                "From: a@b.fr"
            })
    void anObsoleteOrBrokenSectionIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A: b~From a@b.fr~ | ligne qui n'est pas un champ « Nom: valeur », ligne 2",
                "A: b~Subject: a^b~ | caractère de contrôle, ligne 2, champ Subject",
                "Subject: a~ b^~ | caractère de contrôle, ligne 2, champ Subject",
                "Subject: a~ ~B: c~ | ligne de continuation vide, ligne 2, champ Subject",
                "' A: b~' | ligne de continuation sans champ, ligne 1",
                "X-2790351215189: a^~ | caractère de contrôle, ligne 1"
            })
    void aRefusalSaysWhichLineAndWhichField(String written, String where) {
        String text = written.replace("~", "\r\n").replace('^', (char) 7);
        assertThatThrownBy(() -> read(text + "\r\n")).hasMessage("en-tête du message illisible : " + where);
    }

    @Test
    void aFieldWithATooLongLineIsNamed() {
        String longest = "a".repeat(9_000);
        assertThatThrownBy(() -> read("A: b\r\nReferences: x\r\n " + longest + "\r\n\r\n"))
                .hasMessage("en-tête du message illisible : " + Bounds.Passed.HEADER_LINE.french()
                        + ", ligne 3, champ References");
    }

    @Test
    void linesBeyond998OctetsAreToleratedUpToTheBound() throws Exception {
        assertThat(read("X: " + "a".repeat(Bounds.MAIL.headerLine() - 3) + "\r\n\r\n")
                        .fields())
                .hasSize(1);
        assertThatThrownBy(() -> read("X: " + "a".repeat(Bounds.MAIL.headerLine() - 2) + "\r\n\r\n"))
                .hasMessageContaining("8190");
    }

    @Test
    void moreThanAThousandFieldsAreRefused() throws Exception {
        assertThat(read("X: y\r\n".repeat(1_000) + "\r\n").fields()).hasSize(1_000);
        assertThatThrownBy(() -> read("X: y\r\n".repeat(1_001) + "\r\n")).hasMessageContaining("1000 champs");
    }

    @Test
    void aSectionAboveTheBoundIsRefusedWithoutReadingFurther() {
        String line = "X: " + "a".repeat(8_000) + "\r\n";
        assertThatThrownBy(() -> read(line.repeat(40))).hasMessageContaining("256 Kio");
    }

    @Test
    void aValueThatIsNotUtf8IsReadAsLatin1() throws Exception {
        HeaderSection header = HeaderSection.read(RawMessage.of("Subject: \u00e9t\u00e9\r\n\r\n".getBytes(ISO_8859_1)));

        assertThat(header.subject()).isEqualTo("été");
        assertThat(read("Subject: été\r\n\r\n").subject()).isEqualTo("été");
    }

    @Test
    void theMediaTypeIsReadWithoutItsParameters() throws Exception {
        assertThat(read("Content-Type: Multipart/Report;\r\n report-type=delivery-status\r\n\r\n")
                        .mediaType())
                .isEqualTo("multipart/report");
        assertThat(read("\r\n").mediaType()).isEqualTo("text/plain");
    }

    @Test
    void noFieldOfOursCanInjectAnother() {
        assertThatIllegalArgumentException().isThrownBy(() -> Field.of("X", "a\r\nBcc: b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Field.of("X", "a\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> Field.of("X: y\r\nZ", "a"));
        assertThat(Field.of("X", "a\r\n\tb").value()).isEqualTo("a\tb");
    }

    @Property
    void anyTextIsEitherReadOrRefused(@ForAll("headerLike") String text) throws IOException {
        byte[] octets = text.getBytes(ISO_8859_1);
        try {
            HeaderSection header = HeaderSection.read(RawMessage.of(octets));
            header.fields().forEach(Field::value);
            assertThat(header.subject()).isNotNull();
        } catch (MalformedMessage refused) {
            assertThat(refused).hasMessageNotContaining("\n");
        }
    }

    @Property
    void renderingWhatWasReadGivesTheSameOctets(@ForAll("headerLike") String text) throws IOException {
        byte[] octets = text.getBytes(ISO_8859_1);
        try {
            HeaderSection header = HeaderSection.read(RawMessage.of(octets));
            byte[] read = Arrays.copyOf(octets, header.bodyOffset());
            String expected = new String(read, ISO_8859_1);
            if (!expected.equals("\r\n") && !expected.endsWith("\r\n\r\n")) {
                expected += "\r\n";
            }
            assertThat(new String(header.render(), ISO_8859_1)).isEqualTo(expected);
        } catch (MalformedMessage refused) {
            // the other property's business
        }
    }

    @Provide
    Arbitrary<String> headerLike() {
        return Arbitraries.of(
                        "From",
                        "Subject",
                        ":",
                        ": ",
                        "\r\n",
                        "\r\n",
                        "\r\n ",
                        "\r",
                        "\n",
                        "a",
                        " ",
                        "\t",
                        "é",
                        "\0",
                        "=?utf-8?Q?=C3=A9?=",
                        "x@y.fr")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}

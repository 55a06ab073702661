package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import fr.mssgw.core.mail.Ambiguity.Kind;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrayTextTest {
    private static final String MIME = "MIME-Version: 1.0\n";
    private static final String MIXED = "Content-Type: multipart/mixed; boundary=\"SSS\"\n\n";
    private static final String PART = "--SSS\n\ntext\n--SSS--\n";

    private static RawMessage crlf(String text) {
        return RawMessage.of(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    private static List<Kind> kinds(String text) throws IOException {
        return Structure.read(crlf(text)).ambiguities().stream()
                .map(Ambiguity::kind)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--TTT\n\nforged\n--TTT--\n", "--x\n", "-- SSS\n", "content-TYPE: text/html\n", "----\n"})
    void whatLooksLikeAPartOutsideThePartsIsTold(String stray) throws IOException {
        assertThat(kinds(MIME + MIXED + stray + PART)).containsOnly(Kind.STRAY_TEXT);
        assertThat(kinds(MIME + MIXED + PART + stray)).containsOnly(Kind.STRAY_TEXT);
        assertThat(kinds(MIME + "Content-Type: message/rfc822\n\n" + MIME + MIXED + stray + PART))
                .containsOnly(Kind.STRAY_TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This is a multi-part message in MIME format.\n",
                "Any text: for readers without MIME\n",
                "-- \nThe list\n",
                "--\n",
                "Content-free\n"
            })
    void ordinaryTextOutsideThePartsIsPassedOver(String stray) throws IOException {
        assertThat(kinds(MIME + MIXED + stray + PART)).isEmpty();
        assertThat(kinds(MIME + MIXED + PART + stray)).isEmpty();
    }

    @Test
    void textOutsideThePartsOfAMessageThatDoesNotSayThatItIsMimeIsTold() throws IOException {
        assertThat(kinds(MIXED + "forged\n" + PART)).containsExactly(Kind.STRAY_TEXT);
        assertThat(kinds(MIXED + PART + "forged\n")).containsExactly(Kind.STRAY_TEXT);
        assertThat(kinds(MIXED + "This is a multi-part message in MIME format.\n" + PART))
                .isEmpty();
        assertThat(kinds(MIXED + "This is a multi-part message in MIME format, forged\n" + PART))
                .containsExactly(Kind.STRAY_TEXT);
        assertThat(kinds(MIXED + PART)).isEmpty();
    }

    @Test
    void aMultipartInWhichNothingBeginsAPartIsToldAndReadAsText() throws IOException {
        RawMessage mail = crlf(MIME + MIXED + "Prenez 10 comprimes.\n");

        assertThat(Structure.read(mail).ambiguities())
                .extracting(Ambiguity::kind)
                .containsExactly(Kind.BOUNDARY);
        assertThat(ReadableText.of(mail, 1_000).text()).contains("Prenez 10 comprimes.");
        assertThat(kinds(MIME + MIXED + "text\n--SSS--\n")).containsExactly(Kind.BOUNDARY);
        assertThat(kinds(MIME + "Content-Type: multipart/mixed; boundary=A\n\n--A\n" + MIXED + "inner\n--A--\n"))
                .containsExactly(Kind.BOUNDARY);
        assertThat(kinds(MIME + MIXED)).isEmpty();
    }

    @Test
    void aMultipartThatNothingClosesHasOneReading() throws IOException {
        assertThat(kinds(MIME + MIXED + "--SSS\n\ncut o")).isEmpty();
        assertThat(kinds(MIME + "Content-Type: multipart/mixed; boundary=A\n\n--A\n" + MIXED
                        + "--SSS\n\ninner\n--A\n\nouter\n--A--\n"))
                .isEmpty();
    }

    @Test
    void aLineOutsideThePartsCostsTheSameHoweverManyFieldsTheMailHas() throws Exception {
        Growth.isLinear(
                100,
                n -> crlf("X: x\n".repeat(n) + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
                        + "a\n".repeat(100 * n) + "--B\n\nx\n--B--\n"),
                Structure::read);
    }
}

package fr.mssgw.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.policy.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFileTest {
    private static MessageFile read(String text) {
        return MessageFile.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(MessageFile file) throws IOException {
        try (InputStream in = file.message().open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aFileSavedOnUnixIsReadAsItIsSentAndThatIsTold() throws IOException {
        MessageFile file = read("From: a\n\n.\n..x\nBonjour.");
        assertThat(text(file)).isEqualTo("From: a\r\n\r\n.\r\n..x\r\nBonjour.\r\n");
        assertThat(file.refusal()).isEmpty();
        assertThat(file.note().orElseThrow()).contains("LF alone", "judged with CRLF");
    }

    @Test
    void aFileWithItsOwnLineEndsIsReadAsItIs() throws IOException {
        MessageFile file = read("From: a\r\n\r\n.\r\nBonjour.\r\n");
        assertThat(text(file)).isEqualTo("From: a\r\n\r\n.\r\nBonjour.\r\n");
        assertThat(file.refusal()).isEmpty();
        assertThat(file.note()).isEmpty();
        assertThat(text(read(""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb\nc\r\n", "a\r\nb\rc\r\n", "a\r\nb\r", "a\r\n\n.\n", "a\r\n\r\r\n"})
    void aLineEndThatStandsAloneAmongOthersIsWhatSmtpRefuses(String text) {
        MessageFile file = read(text);
        assertThat(file.refusal())
                .hasValueSatisfying(refuse -> assertThat(refuse.rule()).isEqualTo(Rules.BARE_LINE_END));
        assertThat(file.note().orElseThrow()).startsWith("line 2 of the file ends with a CR or LF alone");
    }

    @Test
    void aNulAndALineWithoutEndAreRefusedAsAtTheDoor() {
        assertThat(read("a\n\0\n").refusal().orElseThrow().reason()).contains("octet nul");
        assertThat(read("a\n" + "x".repeat(70_000)).refusal().orElseThrow().reason())
                .contains("une ligne de plus de 65536 octets");
    }
}

package fr.mssgw.certs.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InlineFilesTest {
    private static List<String> in(String text, Charset charset) throws Exception {
        return InlineFiles.in(new ByteArrayInputStream(text.getBytes(charset)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "begin 644 virus.exe | virus.exe",
                "begin 0755  deux mots.exe | deux mots.exe",
                "begin-base64 644 virus.exe | virus.exe",
                "=ybegin line=128 size=4 name=virus.exe | virus.exe",
                "=ybegin part=1 line=128 size=4 name= a b.exe | a b.exe",
            })
    void aFileAmidTheLinesIsSeenByItsFirstLine(String line, String name) throws Exception {
        for (String end : List.of("\n", "\r\n", "\r")) {
            for (Charset charset :
                    List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                assertThat(in("Bonjour" + end + line + end + "#0V%T" + end + "`" + end + "end" + end, charset))
                        .containsExactly(name);
                assertThat(in(line, charset)).containsExactly(name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin 644%svirus.exe", "begin-base64 644%svirus.exe", "=ybegin line=128%s name=virus.exe"})
    void aLineThatIsMadeTooLongToReadHidesAFile(String line) throws Exception {
        assertThat(in(line.formatted(" ".repeat(400)), StandardCharsets.UTF_8)).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "begin 644",
                "begin 644 ",
                "begin 64 x",
                "begin 689 x",
                "begin 64400 x",
                "begin the day",
                "beginning 644 x",
                " begin 644 x",
                "> begin 644 x",
                "=ybegin line=128",
                "=yend name=x",
            })
    void anotherLineIsText(String line) throws Exception {
        assertThat(in("Bonjour\n" + line + "\nau revoir", StandardCharsets.UTF_8))
                .isEmpty();
    }

    @Test
    void aLongTextIsReadToItsEndAndHeldByALine() throws Exception {
        String line = "begin 644 " + "x".repeat(100_000) + "\n";
        assertThat(in(line.repeat(200), StandardCharsets.UTF_8)).hasSize(100).allMatch(name -> name.length() < 300);
    }
}

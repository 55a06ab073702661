package fr.mssgw.imap.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrlfLinesTest {
    private static String of(String text) throws IOException {
        try (CrlfLines lines = lines(text)) {
            return new String(lines.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static CrlfLines lines(String text) {
        return new CrlfLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a, a",
        "aRNb, aRNb",
        "aNb, aRNb",
        "aRb, aRNb",
        "aRRNb, aRNb",
        "aRRb, aRNRNb",
        "aNRb, aRNRNb",
        "aNN, aRNRN",
        "aR, aRN",
        "R, RN",
        "N, RN",
        "NRN, RNRN",
    })
    void everyLineEndsWithCrlf(String written, String kept) throws IOException {
        assertThat(of(written.replace('R', '\r').replace('N', '\n')))
                .isEqualTo(kept.replace("R", "\r").replace("N", "\n"));
    }

    @Test
    void whateverIsWrittenComesOutInOrderOnceAndForAll() throws IOException {
        Random random = new Random(7);
        for (int turn = 0; turn < 2_000; turn++) {
            StringBuilder written = new StringBuilder();
            int length = random.nextInt(turn % 100 == 0 ? 30_000 : 20);
            for (int i = 0; i < length; i++) {
                written.append("\r\nab\u00e9".charAt(random.nextInt(5)));
            }
            String kept = of(written.toString());
            assertThat(kept.replace("\r\n", "")).doesNotContain("\r", "\n");
            assertThat(of(kept)).isEqualTo(kept);
            assertThat(kept.replaceAll("[\r\n]", ""))
                    .isEqualTo(written.toString().replaceAll("[\r\n]", ""));
            try (CrlfLines lines = lines(written.toString())) {
                lines.readAllBytes();
                assertThat(lines.mended()).isEqualTo(!kept.contentEquals(written));
            }
        }
    }
}

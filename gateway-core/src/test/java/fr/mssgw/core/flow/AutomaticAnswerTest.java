package fr.mssgw.core.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import fr.mssgw.core.mail.HeaderSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutomaticAnswerTest {
    private static boolean isAutomatic(String suppress) {
        return AutomaticAnswer.isAutomatic(
                HeaderSection.lenient(("X-Auto-Response-Suppress: " + suppress + "\r\n\r\n").getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"'DR, OOF, AutoReply', true", "all, true", "DR, false", "Overall, false", "'', false"})
    void whoAsksForNoAnswerGetsNone(String suppress, boolean automatic) {
        assertThat(isAutomatic(suppress)).isEqualTo(automatic);
    }

    @Test
    void aFieldOfMarksIsReadInTimeThatGrowsWithIt() throws Exception {
        Growth.isLinear(
                1_000, n -> ("e" + "\u0301".repeat(300) + "\r\n ").repeat(n / 300), AutomaticAnswerTest::isAutomatic);
        Growth.isLinear(1_000, n -> "e" + "\u0301".repeat(n), AutomaticAnswerTest::isAutomatic);
    }
}

package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.policy.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTextTest {
    @Test
    void aLineBreakCannotMakeASecondReply() {
        assertThat(WireText.of(new Reply(550, "5.7.1", "a\r\n250 b\u2028c"))).isEqualTo("5.7.1 a  250 b?c");
    }

    @Test
    void aLongTextIsCutAndKeepsTheRulesId() {
        String text = WireText.of(new Reply(550, "5.7.1", "x".repeat(900) + " [GW-PAT-3]"));
        assertThat(text).hasSize(506).startsWith("5.7.1 xxx").endsWith("xxx... [GW-PAT-3]");
    }

    /** Letters that ASCII does not have become question marks, marks nothing at all: neither separates numbers any more. */
    @ParameterizedTest
    @ValueSource(strings = {"я", "年", "\u0301", "\u034f", "\ud83d\ude00", "ー"})
    void whatBecomesASignOrNothingShowsNoMatricule(String between) {
        for (int times : new int[] {1, 13, 200}) {
            String name = String.join(between.repeat(times), "2", "79", "03", "51", "215", "189", "89.exe");
            assertThat(WireText.of(new Reply(550, "5.7.1", "fichier « " + name + " »")))
                    .isEqualTo("5.7.1 fichier \" 2**************.exe \"");
        }
    }

    @Test
    void noCharacterBetweenTheGroupsOfAMatriculeLeavesItReadableOnTheWire() {
        for (int c = 0x80; c < 0x20000; c++) {
            String between = Character.toString(c);
            String name = String.join(between, "2", "79", "03", "51", "215", "189", "89");
            assertThat(WireText.of(new Reply(550, "", name)).replaceAll("[^0-9A-Za-z]", ""))
                    .as("U+%04X", c)
                    .doesNotContain("2790351215189");
        }
    }
}

package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.policy.Reply;
import org.junit.jupiter.api.Test;

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
}

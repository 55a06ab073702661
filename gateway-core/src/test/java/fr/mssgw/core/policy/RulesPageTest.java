package fr.mssgw.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/rules.md explains every rule to operators; what it means is written there by hand, the rest must agree. */
class RulesPageTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(GW-[A-Z]+-\\d+)` \\| `([^`]+)` \\| (.+) \\| (.+) \\|$");

    @Test
    void thePageHasEveryRuleWithItsReplyAndSource() throws IOException {
        List<String> written = new ArrayList<>();
        for (MatchResult row : ROW.matcher(Files.readString(Path.of("../docs/rules.md")))
                .results()
                .toList()) {
            written.add(row.group(1) + " " + row.group(2) + " " + row.group(4));
            assertThat(row.group(3)).as(row.group(1)).hasSizeGreaterThan(20);
        }
        assertThat(written)
                .containsExactlyElementsOf(Rules.ALL.stream()
                        .map(r -> "%s %d %s %s".formatted(r.id(), r.code(), r.enhanced(), r.source()))
                        .toList());
    }

    @Test
    void noTwoRulesShareAnId() {
        assertThat(Rules.ALL).extracting(Rule::id).doesNotHaveDuplicates();
    }

    @Test
    void everyReplyButTooLargeEndsWithItsRule() {
        for (Rule rule : Rules.ALL) {
            Reply reply = Reply.refusing(new Verdict.Refuse(rule, "raison"));
            assertThat(reply.text()).isEqualTo(rule.equals(Rules.TOO_LARGE) ? "raison" : "raison [" + rule.id() + "]");
            assertThat(reply.accepts()).isFalse();
        }
    }
}

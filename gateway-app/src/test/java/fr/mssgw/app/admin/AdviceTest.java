package fr.mssgw.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.policy.Rules;
import org.junit.jupiter.api.Test;

class AdviceTest {
    @Test
    void everyRuleThatRefusesSaysWhatCanBeDone() {
        assertThat(Rules.ALL)
                .allSatisfy(rule ->
                        assertThat(Advice.on(rule)).as(rule.id()).isNotBlank().doesNotContain(rule.id(), "\n"));
    }
}

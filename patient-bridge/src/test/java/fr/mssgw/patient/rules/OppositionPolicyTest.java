package fr.mssgw.patient.rules;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.patient.rules.ConversationRules.ToOpposed;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OppositionPolicyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "passer-outre; motif=urgence vitale | urgence vitale",
                "Passer-Outre ;Motif = \"résultat grave\" | résultat grave",
                "passer-outre | ''",
                "passer-outre; motif= | ''",
                "passer-outre; motif=  x | ''",
                "motif=urgence | ''",
                "oui | ''",
            })
    void aReasonIsNeededToPassOver(String header, String reason) {
        ToOpposed judged = OppositionPolicy.judge(List.of(1), List.of(header));
        assertThat(judged instanceof ToOpposed.Overridden overridden ? overridden.reason() : "")
                .isEqualTo(reason);
    }

    @Test
    void theReplySaysWhoAndHow() {
        assertThat(OppositionPolicy.judge(List.of(2, 3), List.of()))
                .isInstanceOfSatisfying(ToOpposed.Refused.class, refused -> {
                    assertThat(refused.verdict().rule().id()).isEqualTo("GW-PAT-9");
                    assertThat(refused.verdict().reason())
                            .isEqualTo("le patient (destinataire n° 2, n° 3) s'oppose à recevoir des messages ; pour"
                                    + " passer outre, ajoutez l'en-tête X-MSS-Opposition: passer-outre; motif=(votre"
                                    + " raison)");
                });
    }

    @Test
    void twoReasonsAreNone() {
        assertThat(OppositionPolicy.judge(
                        List.of(1), List.of("passer-outre; motif=urgence", "passer-outre; motif=autre")))
                .isInstanceOf(ToOpposed.Refused.class);
    }

    @Property(tries = 300)
    void anyHeaderIsReadOrRefused(@ForAll String header) {
        ToOpposed judged = OppositionPolicy.judge(List.of(1), List.of(header));
        if (judged instanceof ToOpposed.Overridden overridden) {
            assertThat(overridden.reason()).hasSizeBetween(3, 200);
        }
    }
}

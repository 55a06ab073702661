package fr.mssgw.core.report;

import fr.mssgw.core.fixture.Growth;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of a bounce are another operator's; each pattern meets its own beginning, over and over. */
class HostileReasonsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exceed",
                "exceed quota",
                "mailbox ",
                "boite",
                "sender",
                "sender's address ",
                "domain ",
                "domain name ",
                "domain of ",
                "serveur ",
                "hote",
                "host or ",
                "adresse du domaine de ",
                "expediteur est ",
                "message",
                "taille ",
                "user ",
                "recipient ",
                "patient ",
                "espace ",
                "5.1.1 ",
            })
    void timeGrowsWithTheTextAndNotWithItsSquare(String piece) throws Exception {
        Growth.isLinear(2_000, size -> piece.repeat(size / piece.length()), ReturnReason::ofWords);
    }
}

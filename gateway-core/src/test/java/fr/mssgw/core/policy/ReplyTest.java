package fr.mssgw.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.QueueId;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void noReplyRepeatsAMatricule() {
        String words = "l'adresse \"2 79 03 51 215 189 89\"@patient.mssante.fr est inconnue";
        String masked = "l'adresse \"2**************\"@patient.mssante.fr est inconnue";
        Verdict.Refuse refused = new Verdict.Refuse(Rules.UNKNOWN_BAL, words);
        assertThat(refused.reason()).isEqualTo(masked);
        assertThat(Reply.refusing(refused).text()).isEqualTo(masked + " [" + Rules.UNKNOWN_BAL.id() + "]");
        assertThat(new Reply(501, "5.5.4", words).text()).isEqualTo(masked);
        assertThat(new Verdict.TryLater("reading " + words).waitingFor()).isEqualTo("reading " + masked);
    }

    @Test
    void theQueueIdIsNamedAsItIs() {
        for (int i = 0; i < 1_000; i++) {
            QueueId id = QueueId.random();
            assertThat(Reply.stored(id).text()).isEqualTo("message accepté " + id);
        }
    }
}

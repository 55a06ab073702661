package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.message.RawMessage;
import fr.mssgw.smtp.JudgingShares.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JudgingSharesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final JudgingShares shares = new JudgingShares(8, nanos::get);

    @Test
    void fastMessagesOfOneSenderAreNeverCounted() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            turns.add(shares.begin("claire", Optional.empty()));
        }
        assertThat(turns).allMatch(Turn::granted);
    }

    @Test
    void aSenderWithAQuarterOfTheThreadsAtSlowMessagesGetsNoFurtherOneAndOthersDo() {
        Turn first = shares.begin("claire", Optional.empty());
        Turn second = shares.begin("claire", Optional.empty());
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(shares.begin("claire", Optional.empty()).granted()).isFalse();
        assertThat(shares.begin("paul", Optional.empty()).granted()).isTrue();
        first.close();
        assertThat(shares.begin("claire", Optional.empty()).granted()).isTrue();
        second.close();
    }

    @Test
    void onePatientWithSlowMessagesLeavesTheirPeerToTheOthers() {
        List<Turn> flood = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            flood.add(shares.begin("mes", Optional.of("a")));
        }
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(flood.stream().filter(Turn::granted)).hasSize(2);
        assertThat(shares.begin("mes", Optional.of("a")).granted()).isFalse();
        assertThat(shares.begin("mes", Optional.of("b")).granted()).isTrue();
        flood.forEach(Turn::close);
        assertThat(shares.begin("mes", Optional.of("a")).granted()).isTrue();
    }

    @Test
    void allPatientsTogetherHaveTheShareOfTheirPeer() {
        shares.begin("mes", Optional.of("a"));
        shares.begin("mes", Optional.of("b"));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(shares.begin("mes", Optional.of("c")).granted()).isFalse();
        assertThat(shares.begin("other", Optional.of("c")).granted()).isTrue();
    }

    @Test
    void aPatientAtFewThreadsLeavesOneToTheOthersAsWell() {
        JudgingShares few = new JudgingShares(4, nanos::get);
        few.begin("mes", Optional.of("a"));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(few.begin("mes", Optional.of("b")).granted()).isTrue();
    }

    @Test
    void aRefusedTurnTakesNothingFromTheShare() {
        Turn slow = shares.begin("claire", Optional.empty());
        Turn other = shares.begin("claire", Optional.empty());
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        shares.begin("claire", Optional.empty()).close();
        slow.close();
        other.close();

        assertThat(shares.begin("claire", Optional.empty()).granted()).isTrue();
    }

    @Test
    void aMessageIsReadWithinItsTimeOnly() throws IOException {
        RawMessage message = RawMessage.of(new byte[] {'x'});
        try (var in = new TimedMessage(message, Duration.ofMinutes(1)).open()) {
            assertThat(in.readAllBytes()).containsExactly('x');
        }
        TimedMessage late = new TimedMessage(message, Duration.ofNanos(-1));
        assertThatThrownBy(late::open).isInstanceOf(IOException.class);
    }
}

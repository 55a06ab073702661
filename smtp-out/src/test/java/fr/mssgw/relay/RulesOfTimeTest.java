package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesOfTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
    private static final Destination HOST = new Destination("mx.pair.mssante.fr", 25);

    private final Schedule schedule = new Schedule(
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1)),
            Duration.ofHours(4),
            Duration.ofHours(48),
            () -> 1.1);

    @ParameterizedTest
    @CsvSource({"0,66", "1,330", "2,3960", "3,3960", "1000,3960"})
    void eachFailedAttemptWaitsAsTheScheduleSaysAndTheLastWaitRepeats(int attempts, long seconds) {
        assertThat(schedule.next(attempts, NOW, NOW)).isEqualTo(NOW.plusSeconds(seconds));
    }

    @Test
    void theLastAttemptFallsOnTheExpiry() {
        Instant queued = NOW.minus(Duration.ofHours(47).plusMinutes(30));

        assertThat(schedule.next(5, queued, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void mailExpiresWhenItsTimeIsUpAndNotBefore() {
        assertThat(schedule.expired(NOW.minus(Duration.ofHours(48)), NOW)).isTrue();
        assertThat(schedule.expired(NOW.minus(Duration.ofHours(48)).plusMillis(1), NOW))
                .isFalse();
    }

    @Test
    void aHostIsLeftAloneAfterThreeFailuresAndThenProbedByOne() {
        Breakers breakers = new Breakers();
        for (int i = 0; i < Breakers.FAILURES; i++) {
            assertThat(breakers.closedUntil(HOST, NOW)).isEmpty();
            breakers.failed(HOST, NOW);
        }
        Instant over = NOW.plus(Breakers.FIRST_PAUSE);

        assertThat(breakers.closedUntil(HOST, NOW)).contains(over);
        assertThat(breakers.closedUntil(HOST, over)).isEmpty();
        assertThat(breakers.closedUntil(HOST, over)).isPresent();
        breakers.failed(HOST, over);
        assertThat(breakers.closedUntil(HOST, over)).contains(over.plus(Breakers.FIRST_PAUSE.multipliedBy(2)));
        breakers.reached(HOST);
        assertThat(breakers.closedUntil(HOST, over)).isEmpty();
    }

    @Test
    void thePauseOfAHostHasALimit() {
        Breakers breakers = new Breakers();
        for (int i = 0; i < 50; i++) {
            breakers.failed(HOST, NOW);
        }
        assertThat(breakers.closedUntil(HOST, NOW)).contains(NOW.plus(Breakers.LONGEST_PAUSE));
    }

    @ParameterizedTest
    @CsvSource({
        "550 279035121518989 inconnu,550 2************** inconnu",
        "550 <2790351215189> inconnu,550 <2**************> inconnu",
        "550 2 79 03 51 215 189 89 inconnu,550 2************** inconnu",
        "550 18503 2a 123 456 78,550 1**************",
        "code 12345 at 10:32,code 12345 at 10:32"
    })
    void whatLooksLikeAMatriculeIsMasked(String text, String masked) {
        assertThat(MaskedText.of(text)).isEqualTo(masked);
    }
}

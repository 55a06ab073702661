package fr.mssgw.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.identity.MssAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    private static final MssAddress PAUL = MssAddress.parse("paul.petit@demo.mssante.fr");

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final LoginThrottle throttle = new LoginThrottle(() -> now, 3);

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void wrong(int times) {
        for (int i = 0; i < times; i++) {
            throttle.wrong(CLAIRE, address(1));
        }
    }

    @Test
    void theTryAfterTenWrongOnesIsLockedForThatPairOnly() {
        wrong(9);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isFalse();
        wrong(1);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isTrue();
        assertThat(throttle.isLocked(CLAIRE, address(2))).isFalse();
        assertThat(throttle.isLocked(PAUL, address(1))).isFalse();
    }

    @Test
    void theTenthMistakeTellsOfTheLockAndAnOperatorCanLiftIt() {
        wrong(9);
        assertThat(throttle.wrong(PAUL, address(1))).isFalse();
        assertThat(throttle.locks()).isEmpty();
        assertThat(throttle.wrong(CLAIRE, address(1))).isTrue();
        assertThat(throttle.locks())
                .containsExactly(new LoginThrottle.Lock(CLAIRE, address(1), now.plus(LoginThrottle.WINDOW)));
        assertThat(throttle.lift(PAUL)).isEmpty();
        assertThat(throttle.lift(CLAIRE)).hasSize(1);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isFalse();
    }

    @Test
    void theLockEndsWhenFewerThanTenLieInTheLastTenMinutes() {
        wrong(1);
        now = now.plusSeconds(60);
        wrong(9);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isTrue();
        now = now.plus(LoginThrottle.WINDOW).minusSeconds(61);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isTrue();
        now = now.plusSeconds(1);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isFalse();
        wrong(1);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isTrue();
    }

    @Test
    void slowTriesAreNeverLocked() {
        for (int i = 0; i < 100; i++) {
            assertThat(throttle.isLocked(CLAIRE, address(1))).isFalse();
            wrong(1);
            now = now.plus(Duration.ofSeconds(61));
        }
    }

    @Test
    void memoryIsBoundedAndTheOldestMistakeIsForgottenFirst() {
        wrong(10);
        for (int i = 2; i < 4; i++) {
            throttle.wrong(PAUL, address(i));
        }
        assertThat(throttle.isLocked(CLAIRE, address(1))).isTrue();
        throttle.wrong(PAUL, address(4));
        assertThat(throttle.pairs()).isEqualTo(3);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isFalse();
    }

    @Test
    void mistakesOfLongAgoAreForgottenWhenTheNextOneComes() {
        wrong(10);
        now = now.plus(LoginThrottle.WINDOW);
        assertThat(throttle.isLocked(CLAIRE, address(1))).isFalse();
        throttle.wrong(PAUL, address(1));
        assertThat(throttle.pairs()).isEqualTo(1);
    }
}

package fr.mssgw.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.core.port.StoreUnavailable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoundsTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    @Test
    @Timeout(30)
    void aRoundThatFailsComesAgainUnderItsName() {
        AtomicInteger rounds = new AtomicInteger();
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (Rounds all = new Rounds()) {
            all.every("sweep", OFTEN, OFTEN, "Nothing was swept", () -> {
                names.add(Thread.currentThread().getName());
                switch (rounds.incrementAndGet() % 3) {
                    case 0 -> throw new StoreUnavailable("away", new IllegalStateException());
                    case 1 -> throw new IllegalStateException("broken");
                    default -> throw new NoClassDefFoundError("gone");
                }
            });
            await().until(() -> rounds.get() > 6);
        }
        assertThat(names).containsExactly("sweep");
    }

    @Test
    @Timeout(30)
    void aSlowRoundHoldsNoOtherUp() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger quick = new AtomicInteger();
        AtomicBoolean interrupted = new AtomicBoolean();
        try (Rounds all = new Rounds()) {
            for (int slow = 0; slow < 3; slow++) {
                all.every("slow", Duration.ZERO, OFTEN, "Nothing was done", () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                });
            }
            all.every("quick", OFTEN, OFTEN, "Nothing was done", quick::incrementAndGet);
            await().until(() -> quick.get() > 10);
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    @Timeout(30)
    void noRoundIsGoneAfterTheEnd() {
        AtomicInteger rounds = new AtomicInteger();
        Rounds all = new Rounds();
        all.every("sweep", OFTEN, OFTEN, "Nothing was swept", rounds::incrementAndGet);
        await().until(() -> rounds.get() > 0);
        all.close();
        int atTheEnd = rounds.get();
        await().during(Duration.ofMillis(50)).until(() -> rounds.get() == atTheEnd);
    }
}

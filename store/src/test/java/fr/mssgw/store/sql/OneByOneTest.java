package fr.mssgw.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.port.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

class OneByOneTest {
    private static final Logger QUIET = NOPLogger.NOP_LOGGER;

    private final List<String> done = new ArrayList<>();
    private final List<String> tried = new ArrayList<>();
    private RuntimeException fault = new IllegalStateException("bad");

    private void round(OneByOne rounds) {
        Consumer<String> work = one -> {
            tried.add(one);
            if (one.equals("b")) {
                throw fault;
            }
            done.add(one);
        };
        rounds.each(List.of("a", "b", "c"), Function.identity(), "Not done", work);
    }

    @Test
    void whatFailsKeepsNothingElseFromItsTurnAndIsTriedAgain() {
        OneByOne rounds = new OneByOne(() -> true, QUIET, Duration.ZERO);
        round(rounds);
        fault = new StoreUnavailable("a statement that fails", new java.sql.SQLException());
        round(rounds);
        assertThat(done).containsExactly("a", "c", "a", "c");
        assertThat(tried).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void whatFailedIsLeftAloneForAWhile() {
        OneByOne rounds = new OneByOne(() -> true, QUIET, Duration.ofHours(1));
        round(rounds);
        round(rounds);
        assertThat(tried).containsExactly("a", "b", "c", "a", "c");
        assertThat(rounds.postponed()).containsExactly("b");
    }

    @Test
    void aDatabaseThatIsAwayEndsTheRoundAndNobodyIsToBlame() {
        OneByOne rounds = new OneByOne(() -> false, QUIET, Duration.ofHours(1));
        fault = new StoreUnavailable("away", new java.sql.SQLException());
        assertThatThrownBy(() -> round(rounds)).isSameAs(fault);
        assertThat(tried).containsExactly("a", "b");
        assertThat(rounds.postponed()).isEmpty();
    }

    @Test
    void aThreadThatIsToEndStops() {
        Thread.currentThread().interrupt();
        round(new OneByOne(() -> true, QUIET));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tried).isEmpty();
    }
}

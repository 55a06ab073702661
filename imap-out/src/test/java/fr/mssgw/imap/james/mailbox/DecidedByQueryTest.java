package fr.mssgw.imap.james.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Even UIDs match, of a folder that has holes. */
class DecidedByQueryTest {
    private final List<String> asked = new ArrayList<>();
    private final DecidedByQuery even = new DecidedByQuery(10, (from, to) -> {
        asked.add(from + ":" + to);
        return LongStream.rangeClosed(from, to)
                .filter(uid -> uid % 2 == 0)
                .boxed()
                .toList();
    });

    @Test
    void eachStretchIsAskedForOnceWhenItIsComeTo() {
        for (long uid : new long[] {3, 4, 4, 11, 12, 13, 500, 509, 510}) {
            assertThat(even.holds(uid)).as("%d", uid).isEqualTo(uid % 2 == 0);
        }
        assertThat(asked).containsExactly("3:12", "13:22", "500:509", "510:519");
    }
}

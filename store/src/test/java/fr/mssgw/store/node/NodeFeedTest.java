package fr.mssgw.store.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFeedTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final String name = TestDatabase.create();
    private final Database database = TestDatabase.another(name, 4);
    private final NodeFeed one = new NodeFeed(database, "mx#1");
    private final NodeFeed other = new NodeFeed(database, "mx#2");
    private final Heard heardByOne = new Heard();
    private final Heard heardByOther = new Heard();

    @AfterEach
    void close() {
        one.close();
        other.close();
        database.close();
    }

    private void start() {
        one.start(heardByOne);
        other.start(heardByOther);
        // the news that a node is there
        await().until(() -> heardByOne.missed.get() == 1 && heardByOther.missed.get() <= 1);
    }

    @Test
    void whatChangedOnOneNodeIsHeardByTheOtherWithinASecondAndNotByItself() {
        start();
        one.folderChanged(7, false);
        one.folderChanged(8, true);
        one.workQueued();
        one.accessRevoked(MssAddress.parse("claire@demo.mssante.fr"), new Rpps("10001234567"));
        await().atMost(ONE_SECOND).untilAsserted(() -> {
            assertThat(heardByOther.folders).isEqualTo(Map.of(7L, false, 8L, true));
            assertThat(heardByOther.revoked).containsExactly("claire@demo.mssante.fr 10001234567");
            assertThat(heardByOther.queued).hasPositiveValue();
        });
        assertThat(heardByOne.folders).isEmpty();
    }

    @Test
    void aFolderThatChangesOftenIsNewsNowAndThen() {
        start();
        for (int i = 0; i < 20_000; i++) {
            one.folderChanged(7, i == 500);
        }
        one.folderChanged(8, false);
        await().atMost(ONE_SECOND)
                .untilAsserted(() ->
                        assertThat(heardByOther.folders).containsEntry(7L, true).containsKey(8L));
        assertThat(heardByOther.times).hasValueLessThan(100);
    }

    @Test
    void aLostConnectionIsMadeAgainAndWhatMayHaveBeenMissedIsReadAgain() {
        start();
        int before = heardByOther.missed.get();
        TestDatabase.execute(
                name,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name
                        + "' AND application_name = 'mssgw-listens'");
        await().atMost(Duration.ofSeconds(5)).until(() -> heardByOther.missed.get() > before);
        one.folderChanged(9, false);
        await().atMost(ONE_SECOND)
                .untilAsserted(() -> assertThat(heardByOther.folders).containsKey(9L));
    }

    @Test
    void noTwoRunningNodesHaveOneNameAndOneThatStoppedLeavesIt() {
        try (NodeFeed copy = new NodeFeed(database, "mx#1")) {
            assertThat(copy.name()).startsWith("mx#1-");
        }
        one.close();
        try (NodeFeed again = new NodeFeed(database, "mx#1")) {
            assertThat(again.name()).isEqualTo("mx#1");
        }
    }

    @Test
    void aNodeThatHearsNothingEndsAtOnce() {
        start();
        long began = System.nanoTime();
        other.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ONE_SECOND);
    }

    @Test
    void aNodeKeepsItsNameWithItsDataAndTwoOnOneHostDiffer(@TempDir Path data, @TempDir Path otherData)
            throws Exception {
        String first = NodeName.of("mx.demo.mssante.fr", data);
        assertThat(first).startsWith("mx.demo.mssante.fr#").isEqualTo(NodeName.of("mx.demo.mssante.fr", data));
        assertThat(NodeName.of("mx.demo.mssante.fr", otherData)).isNotEqualTo(first);
    }

    private static final class Heard implements NodeListener {
        final Map<Long, Boolean> folders = new ConcurrentHashMap<>();
        final List<String> revoked = new CopyOnWriteArrayList<>();
        final AtomicInteger queued = new AtomicInteger();
        final AtomicInteger missed = new AtomicInteger();
        final AtomicInteger times = new AtomicInteger();

        @Override
        public void foldersChanged(Map<Long, Boolean> changed) {
            times.incrementAndGet();
            changed.forEach((id, removed) -> folders.merge(id, removed, Boolean::logicalOr));
        }

        @Override
        public void workQueued() {
            queued.incrementAndGet();
        }

        @Override
        public void accessRevoked(MssAddress bal, Rpps person) {
            revoked.add(bal + " " + person);
        }

        @Override
        public void mayHaveMissedNews() {
            missed.incrementAndGet();
        }
    }
}

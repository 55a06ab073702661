package fr.mssgw.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.store.audit.AuditChain.Event;
import fr.mssgw.store.audit.AuditChain.Head;
import fr.mssgw.store.audit.AuditChain.Sealed;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AuditChainTest {
    private static final String INSERT =
            "INSERT INTO audit_event (at, kind, actor, details) VALUES (now(), 'LOGIN_DENIED', 'é\"', '{\"n\":\"1\"}')";

    private final List<String> lines = chain(6);

    private static List<String> chain(int length) {
        List<String> lines = new ArrayList<>();
        Head head = Head.NONE;
        for (int i = 1; i <= length; i++) {
            Sealed next = new Event(Samples.NOON, "LOGIN_DENIED", "claire", "{\"n\":\"" + i + "\"}").after(head);
            head = next.head();
            lines.add(next.withHash(next.hash()));
        }
        return lines;
    }

    private static AuditVerifier verify(List<String> lines) {
        return verify(lines, Optional.empty());
    }

    private static AuditVerifier verify(List<String> lines, Optional<Head> head) {
        AuditVerifier verifier = new AuditVerifier(head);
        lines.forEach(verifier::accept);
        return verifier;
    }

    private static long firstBad(List<String> lines) {
        return verify(lines).fault().orElseThrow().seq();
    }

    @Test
    void aWholeChainIsWholeFromItsFirstLineToItsLast() {
        AuditVerifier verifier = verify(lines);
        assertThat(verifier.fault()).isEmpty();
        assertThat(verifier.first()).isOne();
        assertThat(verifier.last().seq()).isEqualTo(6);
        assertThat(lines.get(0))
                .isEqualTo("{\"seq\":1,\"at\":\"2026-11-22T12:00:00Z\",\"kind\":\"login_denied\",\"actor\":\"claire\","
                        + "\"details\":{\"n\":\"1\"},\"previous\":\"" + "0".repeat(64)
                        + "\",\"hash\":\"de414a9519724647f77fe3836521bb449ebeac1ca102d959d45923a271eb0339\"}");
    }

    @Test
    void anAlteredLineIsNamedWhateverWasAltered() {
        String line = lines.get(3);
        for (int i = 0; i < line.length(); i++) {
            List<String> altered = new ArrayList<>(lines);
            altered.set(3, line.substring(0, i) + (line.charAt(i) == '7' ? '8' : '7') + line.substring(i + 1));
            assertThat(firstBad(altered)).as("character %d", i).isEqualTo(4);
        }
    }

    @Test
    void anAlteredLineWithAHashThatFitsShowsAtTheNext() {
        List<String> altered = new ArrayList<>(lines);
        Sealed was = AuditChain.read(lines.get(2));
        Sealed forged = new Event(Samples.NOON, "LOGIN_GRANTED", "claire", "{}").at(3, was.previous());
        altered.set(2, forged.withHash(forged.hash()));
        assertThat(firstBad(altered)).isEqualTo(4);
    }

    @Test
    void aRemovedLineIsNamed() {
        List<String> shorter = new ArrayList<>(lines);
        shorter.remove(2);
        assertThat(verify(shorter).fault()).hasValueSatisfying(fault -> {
            assertThat(fault.seq()).isEqualTo(3);
            assertThat(fault.problem()).isEqualTo("is missing: 4 stands in its place");
        });
    }

    @Test
    void swappedLinesAndDoubledOnesAreNamed() {
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, 1, 3);
        assertThat(firstBad(swapped)).isEqualTo(2);
        List<String> doubled = new ArrayList<>(lines);
        doubled.add(2, lines.get(1));
        assertThat(firstBad(doubled)).isEqualTo(3);
    }

    @Test
    void aTailThatWasCutOffShowsAgainstAHeadThatWasKept() {
        Head head = verify(lines).last();
        assertThat(verify(lines.subList(0, 4)).fault()).isEmpty();
        assertThat(verify(lines.subList(0, 4), Optional.of(head))
                        .fault()
                        .orElseThrow()
                        .seq())
                .isEqualTo(5);
        assertThat(verify(lines, Optional.of(Head.parse(head.toString()))).fault())
                .isEmpty();
        assertThat(verify(List.of(), Optional.of(head)).fault().orElseThrow().seq())
                .isOne();
    }

    @Test
    void aChainWrittenAnewShowsAgainstAHeadThatWasKept() {
        Head other = new Head(4, "0".repeat(64));
        assertThat(verify(lines, Optional.of(other)).fault().orElseThrow().seq())
                .isEqualTo(4);
    }

    @Test
    void aPartIsVerifiedFromWhereItBegins() {
        AuditVerifier verifier = verify(lines.subList(3, 6));
        assertThat(verifier.fault()).isEmpty();
        assertThat(verifier.first()).isEqualTo(4);
        assertThat(verify(lines.subList(3, 6), Optional.of(new Head(2, "0".repeat(64))))
                        .fault())
                .isPresent();
    }

    @Test
    void rubbishIsNamedAsTheLineThatWasDue() {
        assertThat(firstBad(List.of("rubbish"))).isOne();
        assertThat(firstBad(List.of(lines.get(0), "{}"))).isEqualTo(2);
        assertThatThrownBy(() -> Head.parse("12")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsSealedIsWhatIsExportedAndStaysSo() {
        try (Database database = TestDatabase.fresh(4);
                AuditSealer sealer = new AuditSealer(database)) {
            try (SqlAuditTrail trail = new SqlAuditTrail(database)) {
                for (int i = 0; i < 2_300; i++) {
                    trail.record(AuditEvent.of(
                            Samples.NOON.plusNanos(i * 1_001L),
                            AuditEvent.Kind.PEER_REFUSED,
                            "a\n\"b",
                            "n",
                            i,
                            "é",
                            "\t"));
                }
            }
            Head head = sealer.sweep();
            assertThat(head.seq()).isEqualTo(2_300);
            assertThat(sealer.sweep()).isEqualTo(head);
            List<String> exported = exported(database);
            assertThat(verify(exported, Optional.of(head)).fault()).isEmpty();

            database.jdbi().useHandle(handle -> handle.execute("UPDATE audit_event SET actor = 'x' WHERE seq = 1203"));
            assertThat(firstBad(exported(database))).isEqualTo(1_203);
            database.jdbi().useHandle(handle -> handle.execute("DELETE FROM audit_event WHERE seq = 17"));
            assertThat(firstBad(exported(database))).isEqualTo(17);
        }
    }

    @Test
    void aLateCommitGetsALaterNumberAndARollbackLeavesNoGap() throws Exception {
        try (Database database = TestDatabase.fresh(6);
                AuditSealer sealer = new AuditSealer(database);
                Connection slow = database.dataSource().getConnection();
                Connection failing = database.dataSource().getConnection()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute(INSERT);
            failing.setAutoCommit(false);
            failing.createStatement().execute(INSERT);
            database.jdbi().useHandle(handle -> handle.execute(INSERT));
            assertThat(sealer.sweep().seq()).isOne();
            failing.rollback();
            slow.commit();
            assertThat(sealer.sweep().seq()).isEqualTo(2);
            String order = database.jdbi().withHandle(handle -> handle.createQuery(
                            "SELECT string_agg(event::text, ' ' ORDER BY seq) FROM audit_chain")
                    .mapTo(String.class)
                    .one());
            assertThat(order).isEqualTo("3 1");
            assertThat(verify(exported(database)).fault()).isEmpty();
        }
    }

    @Test
    void manySealersAndWritersMakeOneChain() {
        try (Database database = TestDatabase.fresh(12);
                AuditSealer first = new AuditSealer(database).start(Duration.ofMillis(3));
                AuditSealer second = new AuditSealer(database).start(Duration.ofMillis(5))) {
            CompletableFuture<?>[] writers = LongStream.range(0, 4)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 150; i++) {
                            int step = i;
                            database.transaction("testing", connection -> {
                                connection.createStatement().execute(INSERT);
                                if (step % 5 == 0) {
                                    connection.rollback();
                                }
                                return step;
                            });
                        }
                    }))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(writers).join();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(exported(database)).hasSize(480));
            assertThat(first.sweep()).isEqualTo(second.sweep());
            AuditVerifier verifier = verify(exported(database));
            assertThat(verifier.fault()).isEmpty();
            assertThat(verifier.last()).isEqualTo(first.sweep());
        }
    }

    private static List<String> exported(Database database) {
        List<String> lines = new ArrayList<>();
        AuditLog log = new AuditLog(database);
        long seq = 0;
        while (true) {
            List<AuditLog.Line> page = log.after(seq, 1_000);
            if (page.isEmpty()) {
                return lines;
            }
            page.forEach(line -> lines.add(line.text()));
            seq = page.get(page.size() - 1).seq();
        }
    }
}

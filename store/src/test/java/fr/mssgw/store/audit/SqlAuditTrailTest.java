package fr.mssgw.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SqlAuditTrailTest {
    private static AuditEvent login(Object... details) {
        return AuditEvent.of(Samples.NOON, AuditEvent.Kind.LOGIN_DENIED, "claire.martin@demo.mssante.fr", details);
    }

    private static List<String> details(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT details::text FROM audit_event ORDER BY seq")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void eventsAreWrittenInOrderAndTheRestAtTheEnd() {
        try (Database database = TestDatabase.fresh(4)) {
            SqlAuditTrail trail = new SqlAuditTrail(database);
            trail.record(login("z", "1", "a", "\"\\\n\0\uD800é"));
            Awaitility.await().untilAsserted(() -> assertThat(details(database)).hasSize(1));
            for (int i = 0; i < 1200; i++) {
                trail.record(login("n", i));
            }
            trail.close();
            assertThat(details(database))
                    .hasSize(1201)
                    .startsWith("{\"z\":\"1\",\"a\":\"\\\"\\\\\\u000a\uFFFD\uFFFDé\"}", "{\"n\":\"0\"}");
            assertThat(details(database)).endsWith("{\"n\":\"1199\"}");
            assertThat(trail.lost()).isZero();
        }
    }

    @Test
    void whileTheDatabaseDoesNotTakeThemEventsWaitAndThoseBeyondTheBoundAreCounted() {
        try (Database database = TestDatabase.fresh(4)) {
            database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE audit_event RENAME TO away"));
            SqlAuditTrail trail = new SqlAuditTrail(database, 10);
            for (int i = 0; i < 100; i++) {
                trail.record(login("n", i));
            }
            assertThat(trail.lost()).isBetween(1L, 90L);
            database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE away RENAME TO audit_event"));
            trail.close();
            assertThat(details(database).size() + trail.lost()).isEqualTo(100);
        }
    }
}

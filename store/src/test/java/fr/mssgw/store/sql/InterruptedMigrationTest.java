package fr.mssgw.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A first start that is killed and taken up by the next, which is killed one moment later, and so on. */
class InterruptedMigrationTest {
    private static final String NAME = "interrupted";
    private static final int MORE_THAN_THERE_ARE = 200;

    @Test
    void aStartThatWasKilledBeforeOrAfterACommitOfTheFirstMigrationIsTakenUpByTheNext() throws Exception {
        TestDatabase.execute("postgres", "CREATE DATABASE " + NAME);
        int moment = 0;
        boolean killed = true;
        while (killed) {
            moment++;
            assertThat(moment).isLessThan(MORE_THAN_THERE_ARE);
            killed = new Killed(moment).migrating();
            await().until(() ->
                    number("postgres", "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + NAME + "'") == 0);
        }
        assertThat(moment).isGreaterThan(4);
        assertThat(number(NAME, "SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(number(NAME, "SELECT count(DISTINCT script) FROM flyway_schema_history"))
                .isGreaterThanOrEqualTo(9);
    }

    private static Connection connect(String name) throws SQLException {
        return DriverManager.getConnection(TestDatabase.url(name), TestDatabase.user(), TestDatabase.password());
    }

    private static long number(String name, String query) throws SQLException {
        try (Connection connection = connect(name);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private interface Opening {
        Connection open() throws SQLException;
    }

    private static DataSource source(Opening opening) {
        return (DataSource) Proxy.newProxyInstance(
                InterruptedMigrationTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, given) -> {
                    if (method.getName().equals("getConnection")) {
                        return opening.open();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** A process that dies when it has come to a commit for so many times: the odd ones before it, the even ones after. */
    private static final class Killed {
        private final int at;
        private final List<Connection> open = new ArrayList<>();
        private int moments;
        private boolean dead;

        Killed(int at) {
            this.at = at;
        }

        /** @return whether it died before the end */
        boolean migrating() throws SQLException {
            try {
                Database.migrate(source(this::connection));
            } catch (RuntimeException e) {
                if (!dead) {
                    throw e;
                }
            }
            for (Connection connection : open) {
                connection.abort(Runnable::run);
            }
            return dead;
        }

        private Connection connection() throws SQLException {
            Connection real = connect(NAME);
            open.add(real);
            return (Connection) Proxy.newProxyInstance(
                    InterruptedMigrationTest.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (self, method, given) -> {
                        if (!method.getName().equals("commit")) {
                            return passed(real, method, given);
                        }
                        moment();
                        Object done = passed(real, method, given);
                        moment();
                        return done;
                    });
        }

        private void moment() throws SQLException {
            moments++;
            if (moments == at) {
                dead = true;
                for (Connection connection : open) {
                    connection.abort(Runnable::run);
                }
                throw new SQLException("killed");
            }
        }

        private @Nullable Object passed(Connection real, Method method, Object @Nullable [] given) throws Throwable {
            try {
                return method.invoke(real, given);
            } catch (InvocationTargetException e) {
                if (dead && method.getReturnType() == void.class) {
                    return null; // nobody is there to tell of it
                }
                throw e.getCause();
            }
        }
    }
}

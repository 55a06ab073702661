package fr.mssgw.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.embedded.EmbeddedServer;
import fr.mssgw.store.embedded.EmbeddedServer.Durability;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;

/** PostgreSQL with our schema in its newest version: embedded, or one that somebody else runs. Thread-safe. */
public final class Database implements AutoCloseable {
    private final @Nullable EmbeddedServer server;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final UnsureCommits unsure;

    private Database(@Nullable EmbeddedServer server, HikariDataSource pool) {
        this.server = server;
        this.pool = pool;
        this.unsure = new UnsureCommits(pool);
        this.jdbi = Jdbi.create(pool);
        // an exception's message never quotes arguments: patients
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
    }

    /**
     * Starts a PostgreSQL of our own and brings its schema up to date.
     *
     * @throws fr.mssgw.store.embedded.EmbeddedDatabaseFailed with one line for the operator
     */
    public static Database embedded(EmbeddedSettings settings) {
        EmbeddedServer server = EmbeddedServer.start(
                settings.directory(),
                settings.binaries(),
                settings.port(),
                settings.connections() + 10,
                Durability.DURABLE);
        return on(server, "postgres", settings.connections(), true);
    }

    /**
     * Connects to a PostgreSQL that is there, 14 or newer, and brings its schema up to date.
     *
     * @param url {@code jdbc:postgresql://host/database}
     * @throws StoreUnavailable when it cannot be reached or the schema cannot be made
     */
    public static Database external(String url, String user, Secret password, int connections) {
        return connect(null, url, user, password, connections, true);
    }

    static Database on(EmbeddedServer server, String database, int connections, boolean migrate) {
        try {
            return connect(
                    server, server.jdbcUrl(database), EmbeddedServer.USER, server.password(), connections, migrate);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    static Database connect(
            @Nullable EmbeddedServer server,
            String url,
            String user,
            Secret password,
            int connections,
            boolean migrate) {
        HikariDataSource pool = pool(url, user, password, connections);
        try {
            if (migrate) {
                migrate(pool);
            }
            return new Database(server, pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public DataSource dataSource() {
        return pool;
    }

    /** Commits whose answer was lost; whoever shows what is stored is to be told of them. */
    public UnsureCommits unsure() {
        return unsure;
    }

    /**
     * A connection that is not of the pool, for whoever keeps it long; the caller closes it.
     *
     * @param application by which the operator finds it in {@code pg_stat_activity}
     */
    public Connection connection(String application) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", pool.getUsername());
        properties.setProperty("password", pool.getPassword());
        properties.setProperty("ApplicationName", application);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(pool.getJdbcUrl(), properties);
    }

    /** What is done with a connection; it may be done again. */
    @FunctionalInterface
    public interface SqlWork<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs statements that each commit themselves.
     *
     * @param doing for the exception's message, without personal data
     * @throws StoreUnavailable on any error that is not the caller's bug
     */
    public <T extends @Nullable Object> T run(String doing, SqlWork<T> work) {
        return again(doing, connection -> work.on(connection));
    }

    /** Runs statements in one transaction, again on a deadlock; as {@link #run} otherwise. */
    public <T extends @Nullable Object> T transaction(String doing, SqlWork<T> work) {
        return again(doing, connection -> {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            return result;
        });
    }

    private <T extends @Nullable Object> T again(String doing, SqlWork<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.getConnection()) { // its close rolls back what was not committed
                return noting(connection, work);
            } catch (SQLException e) {
                if (!SqlErrors.isWorthAnotherTry(e) || attempt == SqlErrors.ATTEMPTS) {
                    throw SqlErrors.translated(doing, e);
                }
                SqlErrors.pause(attempt);
            }
        }
    }

    private <T extends @Nullable Object> T noting(Connection connection, SqlWork<T> work) throws SQLException {
        int backend = UnsureCommits.backend(connection);
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw unsure.noted(backend, e);
        }
    }

    /** Process id of the embedded server's postmaster; empty for an external database. */
    public OptionalLong serverProcess() {
        return Optional.ofNullable(server).map(s -> OptionalLong.of(s.pid())).orElse(OptionalLong.empty());
    }

    /** Whether a connection answers now; for the health page. */
    public boolean answers() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException down) {
            return false;
        }
    }

    /** Ends the connections, and the embedded server after them. */
    @Override
    public void close() {
        unsure.close();
        pool.close();
        if (server != null) {
            server.close();
        }
    }

    private static HikariDataSource pool(String url, String user, Secret password, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password.reveal());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(10_000);
        config.setInitializationFailTimeout(1);
        config.addDataSourceProperty("ApplicationName", "mssgw");
        config.addDataSourceProperty("prepareThreshold", "2");
        config.addDataSourceProperty("preparedStatementCacheQueries", "512");
        config.addDataSourceProperty("logServerErrorDetail", "false"); // a detail quotes values: patients
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "120");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=110000 -c lock_timeout=30000 -c idle_in_transaction_session_timeout=120000");
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new StoreUnavailable("connecting to " + url + " as " + user, e);
        }
    }

    /**
     * Each migration and its row in the history commit together, so that a start that is cut off at any moment is taken up
     * by the next one. Flyway's transactional lock would have them on two connections, in two transactions.
     */
    static void migrate(DataSource pool) {
        FluentConfiguration flyway = Flyway.configure(Database.class.getClassLoader());
        flyway.getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        try {
            flyway.dataSource(pool)
                    .locations("classpath:fr/mssgw/store/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreUnavailable("bringing the schema up to date", e);
        }
    }
}

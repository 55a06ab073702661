package fr.mssgw.store.sql;

import fr.mssgw.store.embedded.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Databases for tests: one embedded server per JVM, started when first asked for and deleted at the end, and a fresh
 * database, with the schema in it, for each call. Its server does not wait for the disk.
 *
 * <pre>{@code
 * static final Database DATABASE = TestDatabase.fresh();
 * @AfterAll static void close() { DATABASE.close(); }
 * }</pre>
 */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    /** A database of its own with eight connections; closing it is welcome, not needed. */
    public static Database fresh() {
        return fresh(8);
    }

    public static Database fresh(int connections) {
        return another(create(), connections);
    }

    /** A second pool on a database that exists, as another node would have. */
    public static Database another(String name, int connections) {
        EmbeddedServer server = Server.RUNNING;
        return Database.connect(null, server.jdbcUrl(name), EmbeddedServer.USER, server.password(), connections, false);
    }

    /** Makes a database and returns its name, for {@link #another}. */
    public static String create() {
        String name = "test_" + COUNT.incrementAndGet();
        Server.execute("postgres", "CREATE DATABASE " + name + " TEMPLATE pattern");
        return name;
    }

    /** Address of a database, for a gateway that is configured with one; its user is {@link #user}. */
    public static String url(String name) {
        return Server.RUNNING.jdbcUrl(name);
    }

    public static String user() {
        return EmbeddedServer.USER;
    }

    public static String password() {
        return Server.RUNNING.password().reveal();
    }

    /** Runs a statement as the operator would. */
    public static void execute(String database, String sql) {
        Server.execute(database, sql);
    }

    /** Where PostgreSQL is unpacked, shared by all test JVMs of this user. */
    public static Path binaries() {
        return Path.of(System.getProperty("java.io.tmpdir"), "mssgw-postgresql-" + System.getProperty("user.name"));
    }

    private static final class Server {
        static final EmbeddedServer RUNNING = start();

        private static EmbeddedServer start() {
            try {
                Path directory = Files.createTempDirectory("mssgw-test-database");
                EmbeddedServer server =
                        EmbeddedServer.start(directory, binaries(), 0, 250, EmbeddedServer.Durability.NONE);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.close();
                    delete(directory);
                }));
                execute(server, "postgres", "CREATE DATABASE pattern");
                Database.connect(null, server.jdbcUrl("pattern"), EmbeddedServer.USER, server.password(), 2, true)
                        .close();
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static void execute(String database, String sql) {
            execute(RUNNING, database, sql);
        }

        private static void execute(EmbeddedServer server, String database, String sql) {
            try (Connection connection = DriverManager.getConnection(
                            server.jdbcUrl(database),
                            EmbeddedServer.USER,
                            server.password().reveal());
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        private static void delete(Path tree) {
            try {
                Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
            } catch (IOException leftInTheTemporaryDirectory) {
                // the system clears it
            }
        }
    }
}

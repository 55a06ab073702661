package fr.mssgw.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.Samples;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.embedded.EmbeddedDatabaseFailed;
import fr.mssgw.store.mailbox.MailboxListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path directory;

    private EmbeddedSettings settings() {
        return new EmbeddedSettings(directory, TestDatabase.binaries(), 0, 4);
    }

    private static String setting(Database database, String name) {
        return database.jdbi()
                .withHandle(handle ->
                        handle.createQuery("SHOW " + name).mapTo(String.class).one());
    }

    private static void write(Database database, String bal) {
        database.jdbi().useHandle(handle -> handle.execute("INSERT INTO bal_usage (bal) VALUES (?)", bal));
    }

    private static long count(Database database) {
        return database.jdbi().withHandle(handle -> handle.createQuery("SELECT count(*) FROM bal_usage")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void anEmbeddedDatabaseIsDurableLocalAndKeepsWhatItHolds() throws Exception {
        try (Database database = Database.embedded(settings())) {
            assertThat(setting(database, "fsync")).isEqualTo("on");
            assertThat(setting(database, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(database, "full_page_writes")).isEqualTo("on");
            assertThat(setting(database, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(database, "data_checksums")).isEqualTo("on");
            write(database, "a@demo.mssante.fr");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password"))))
                .isEqualTo("rw-------");
        long before = System.nanoTime();
        try (Database database = Database.embedded(settings())) {
            System.out.printf("Start on an existing directory: %d ms%n", (System.nanoTime() - before) / 1_000_000);
            assertThat(count(database)).isOne();
        }
    }

    @Test
    void aFolderOfOldIsRaisedToTheFirstModseqAndANewOneBeginsThere() throws Exception {
        String name = TestDatabase.create();
        TestDatabase.execute(
                name,
                "ALTER TABLE mailbox DROP CONSTRAINT mailbox_modseq_positive;"
                        + "ALTER TABLE mailbox ALTER COLUMN highest_modseq SET DEFAULT 0;"
                        + "INSERT INTO mailbox (bal, name, uid_validity, highest_modseq)"
                        + " VALUES ('a@b.fr', 'old', 1, 0), ('a@b.fr', 'used', 1, 7)");
        TestDatabase.execute(name, migration("V12__modseq_from_one.sql"));
        TestDatabase.execute(name, "INSERT INTO mailbox (bal, name, uid_validity) VALUES ('a@b.fr', 'new', 1)");
        Secret password = new Secret(TestDatabase.password());
        try (Database database = Database.external(TestDatabase.url(name), TestDatabase.user(), password, 2)) {
            List<String> folders = database.jdbi().withHandle(handle -> handle.createQuery(
                            "SELECT name || ' ' || highest_modseq FROM mailbox ORDER BY name")
                    .mapTo(String.class)
                    .list());
            assertThat(folders).containsExactly("new 1", "old 1", "used 7");
        }
    }

    private static String migration(String file) throws IOException {
        try (InputStream script = DatabaseTest.class.getResourceAsStream("/fr/mssgw/store/migration/" + file)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (Database database = Database.embedded(settings())) {
            int port = Integer.parseInt(setting(database, "port"));
            String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
            Secret password =
                    new Secret(Files.readString(directory.resolve("password")).strip());
            Database.external(url, "mssgw", password, 2).close();
            assertThatThrownBy(() -> Database.external(
                            "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "mssgw", new Secret("wrong"), 2))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessage("connecting to jdbc:postgresql://127.0.0.1:" + port + "/postgres as mssgw");
        }
    }

    @Test
    void aKilledServerIsStartedAgainOnTheSamePortWithAllThatWasCommitted() {
        try (Database database = Database.embedded(settings())) {
            write(database, "a@demo.mssante.fr");
            long first = database.serverProcess().orElseThrow();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                assertThat(database.serverProcess().orElseThrow()).isNotEqualTo(first);
                assertThat(count(database)).isOne();
            });
        }
    }

    /** A gateway in a JVM of its own, that delivers and prints the id of each delivery once it is committed. */
    static final class Delivering {
        private Delivering() {}

        public static void main(String[] arguments) {
            Database database =
                    Database.embedded(new EmbeddedSettings(Path.of(arguments[0]), Path.of(arguments[1]), 0, 4));
            SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);
            System.out.println("server " + database.serverProcess().orElseThrow());
            while (true) {
                Delivery delivery = Samples.toInbox("x".repeat(5_000), Samples.CLAIRE);
                deliveries.commit(delivery);
                System.out.println(delivery.id());
            }
        }
    }

    @Test
    void aKilledGatewayLosesNothingAndItsServerMakesRoomForTheNextOne() throws Exception {
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Delivering.class.getName(),
                        directory.toString(),
                        TestDatabase.binaries().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> acknowledged = new ArrayList<>();
        long server = 0;
        try (BufferedReader output = gateway.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("server ")) {
                    server = Long.parseLong(line.substring(7));
                } else if (line.length() == 16) {
                    acknowledged.add(line);
                    if (acknowledged.size() == 50) {
                        gateway.toHandle().destroyForcibly(); // kill -9; what was printed can still be read
                    }
                }
            }
        } finally {
            gateway.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(50);
        assertThat(ProcessHandle.of(server)).as("the server left behind").isPresent();

        try (Database database = Database.embedded(settings())) {
            assertThat(database.serverProcess().orElseThrow()).isNotEqualTo(server);
            List<String> kept = database.jdbi().withHandle(handle -> handle.createQuery(
                            "SELECT queue_id FROM mailbox_message JOIN message ON message.id = message_id")
                    .mapTo(String.class)
                    .list());
            assertThat(kept).containsAll(acknowledged).doesNotHaveDuplicates();
        }
    }

    @Test
    void theServersLogNeverQuotesAPatient() throws Exception {
        try (Database database = Database.embedded(settings())) {
            assertThatThrownBy(() -> database.jdbi()
                    .useHandle(handle -> handle.execute("INSERT INTO bal_usage SELECT '279035121518989', 1 / 0")));
            write(database, "279035121518989");
            assertThatThrownBy(() -> write(database, "279035121518989"));
        }
        assertThat(directory.resolve("server.log")).content().doesNotContain("279035121518989");
    }

    @Test
    void aStalePidFileThatNamesAnotherLivingProcessDoesNotHinderTheStart() throws Exception {
        Database.embedded(settings()).close();
        Path cluster = directory.resolve("cluster");
        Files.writeString(
                cluster.resolve("postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + cluster + "\n1\n5432\n\n127.0.0.1\n0 0\nready   \n");
        try (Database database = Database.embedded(settings())) {
            assertThat(count(database)).isZero();
        }
    }

    @Test
    void anEmptyPidFileDoesNotHinderTheStart() throws Exception {
        Database.embedded(settings()).close();
        Files.writeString(directory.resolve("cluster/postmaster.pid"), "");
        Database.embedded(settings()).close();
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> Database.embedded(settings().withPort(socket.getLocalPort())))
                    .isInstanceOf(EmbeddedDatabaseFailed.class)
                    .hasMessage("port " + socket.getLocalPort()
                            + " of 127.0.0.1 is taken; give `database: embedded: port:` another, or 0");
        }
        Database.embedded(settings()).close();
    }

    @Test
    void aSecondGatewayOnTheSameDirectoryIsRefused() {
        try (Database database = Database.embedded(settings())) {
            assertThatThrownBy(() -> Database.embedded(settings()))
                    .isInstanceOf(EmbeddedDatabaseFailed.class)
                    .hasMessage("another gateway runs on " + directory
                            + "; stop it, or give this one another data directory");
            assertThat(database.answers()).isTrue();
        }
    }

    @Test
    void aFileInTheWayIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> Database.embedded(EmbeddedSettings.in(file)))
                .isInstanceOf(EmbeddedDatabaseFailed.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void damagedProgramsAreUnpackedAgain() throws Exception {
        EmbeddedSettings own = EmbeddedSettings.in(directory).withConnections(4);
        Database.embedded(own).close();
        Path postgres;
        try (var files = Files.walk(own.binaries())) {
            postgres = files.filter(file -> file.endsWith("bin/postgres"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(postgres, "cut short");
        try (Database database = Database.embedded(own)) {
            assertThat(database.answers()).isTrue();
        }
    }

    @Test
    void freshTestDatabasesShareNothing() {
        try (Database one = TestDatabase.fresh();
                Database other = TestDatabase.fresh()) {
            write(one, "a@demo.mssante.fr");
            assertThat(count(other)).isZero();
        }
    }
}

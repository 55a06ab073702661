package fr.mssgw.store.embedded;

import fr.mssgw.core.access.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own, for as long as the JVM runs it.
 *
 * <p>One JVM at a time holds the directory, by a lock that dies with it. A server that a killed JVM left behind is
 * stopped first, so that settings and programs are always those of this start; what it had committed is on disk. The
 * cluster is made beside its place and moved there when whole. Should the server die while we run, it is started again
 * on the same port.
 */
public final class EmbeddedServer implements AutoCloseable {
    public static final String USER = "mssgw";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final Duration RECOVERY = Duration.ofMinutes(10);
    private static final long MAX_LOG = 10L * 1024 * 1024;
    private static final int MAX_RESTARTS = 5;

    /** Directories held by this JVM: to open and close a lock file again would give up the lock (fcntl(2)). */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path cluster;
    private final Path home;
    private final FileChannel lock;
    private final Account account;
    private final Secret password;
    private final Durability durability;
    private final int maxConnections;
    private final int port;
    private Process process;
    private int restarts;
    private boolean closed;

    /** Whether a commit waits for the disk. */
    public enum Durability {
        DURABLE,
        /** For tests, whose data nobody misses. */
        NONE
    }

    private static final class PortTaken extends RuntimeException {
        final int port;

        PortTaken(int port) {
            super("port " + port + " is taken");
            this.port = port;
        }
    }

    private EmbeddedServer(
            Path directory, Path binaries, int wantedPort, int maxConnections, Durability durability, FileChannel lock)
            throws IOException {
        this.directory = directory;
        this.cluster = directory.resolve("cluster");
        this.lock = lock;
        this.durability = durability;
        this.maxConnections = maxConnections;
        this.home = PostgresBinaries.unpack(binaries);
        this.account = Account.forCluster(cluster, home);
        Postmaster.leftRunning(cluster).ifPresent(left -> {
            LOG.info(
                    "An earlier gateway left PostgreSQL running as process {}; stopping it",
                    left.process().pid());
            left.stop(Duration.ofSeconds(20));
        });
        this.password = makeCluster();
        this.port = wantedPort == 0 ? freePort() : wantedPort;
        this.process = start(port);
        watch(process);
    }

    /** Starts, making the cluster the first time; returns when connections are taken. */
    public static EmbeddedServer start(
            Path directory, Path binaries, int port, int maxConnections, Durability durability) {
        for (int attempt = 1; ; attempt++) {
            try {
                return startOnce(directory, binaries, port, maxConnections, durability);
            } catch (PortTaken e) {
                if (port != 0 || attempt == 3) { // between our look and the server's own, a free one may be taken
                    throw new EmbeddedDatabaseFailed("port " + e.port
                            + " of 127.0.0.1 is taken; give `database: embedded: port:` another, or 0");
                }
            }
        }
    }

    private static EmbeddedServer startOnce(
            Path directory, Path binaries, int port, int maxConnections, Durability durability) {
        if (!HELD.add(directory)) {
            throw held(directory);
        }
        FileChannel lock = null;
        boolean started = false;
        try {
            Files.createDirectories(directory);
            lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                throw held(directory);
            }
            EmbeddedServer server = new EmbeddedServer(directory, binaries, port, maxConnections, durability, lock);
            started = true;
            return server;
        } catch (IOException e) {
            throw new EmbeddedDatabaseFailed(
                    "the embedded PostgreSQL cannot use " + directory + " (" + e + "); make it a directory that the"
                            + " gateway's user owns",
                    e);
        } finally {
            if (!started) {
                release(directory, lock);
            }
        }
    }

    private static EmbeddedDatabaseFailed held(Path directory) {
        return new EmbeddedDatabaseFailed(
                "another gateway runs on " + directory + "; stop it, or give this one another data directory");
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public Secret password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** Of the postmaster. */
    public synchronized long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Process running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = process;
        }
        new Postmaster(running.toHandle()).stop(Duration.ofSeconds(30));
        release(directory, lock);
    }

    private static void release(Path directory, @Nullable FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.warn("The lock of the embedded PostgreSQL was not released: {}", e.toString());
        } finally {
            HELD.remove(directory);
        }
    }

    private Secret makeCluster() throws IOException {
        Path passwordFile = directory.resolve("password");
        if (Files.exists(cluster.resolve("PG_VERSION"))) {
            if (!Files.isReadable(passwordFile)) {
                throw new EmbeddedDatabaseFailed("the password of the embedded PostgreSQL is missing: " + passwordFile
                        + "; put it back, or restore the whole directory from a backup");
            }
            String major = Files.readString(cluster.resolve("PG_VERSION")).strip();
            if (!major.equals("17")) {
                throw new EmbeddedDatabaseFailed(cluster + " was made by PostgreSQL " + major
                        + " and this is 17; dump it with the gateway that made it and load it here");
            }
            return new Secret(Files.readString(passwordFile).strip());
        }
        if (Files.exists(cluster, LinkOption.NOFOLLOW_LINKS)) {
            throw new EmbeddedDatabaseFailed(cluster + " exists and is not a PostgreSQL cluster; move it away");
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Secret fresh = new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        Path draft = directory.resolve("cluster.making");
        PostgresBinaries.delete(draft);
        Files.createDirectory(
                draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, fresh.reveal() + "\n", StandardCharsets.US_ASCII);
        account.makeWritable(draft);
        account.makeWritable(passwordFile);
        List<String> words = new ArrayList<>(List.of(
                home.resolve("bin/initdb").toString(),
                "--pgdata=" + draft,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums"));
        if (durability == Durability.NONE) {
            words.add("--no-sync");
        }
        Path output = directory.resolve("initdb.log");
        Process initdb = new ProcessBuilder(account.command(words))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!initdb.waitFor(5, TimeUnit.MINUTES) || initdb.exitValue() != 0) {
                initdb.destroyForcibly();
                throw new EmbeddedDatabaseFailed("initdb failed on " + draft + ": " + lastLine(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            initdb.destroyForcibly();
            throw new EmbeddedDatabaseFailed("interrupted while making " + draft, e);
        }
        Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel renamed = FileChannel.open(directory, StandardOpenOption.READ)) {
            renamed.force(true);
        }
        return fresh;
    }

    private Process start(int onPort) throws IOException {
        if (!isFree(onPort)) {
            throw new PortTaken(onPort);
        }
        Path log = directory.resolve("server.log");
        if (Files.exists(log) && Files.size(log) > MAX_LOG) {
            Files.move(log, directory.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> words =
                new ArrayList<>(List.of(home.resolve("bin/postgres").toString(), "-D", cluster.toString()));
        for (String setting : ServerSettings.of(onPort, maxConnections, durability)) {
            words.add("-c");
            words.add(setting);
        }
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid"); // Ctrl-C in a terminal reaches the JVM only, which stops the server last
        }
        command.addAll(account.command(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())); // a pipe would break with the JVM
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        Process starting = builder.start();
        try {
            while (!Postmaster.isReady(cluster, starting.pid())) {
                if (starting.waitFor(10, TimeUnit.MILLISECONDS)) {
                    if (!isFree(onPort)) {
                        throw new PortTaken(onPort);
                    }
                    throw new EmbeddedDatabaseFailed("the embedded PostgreSQL did not start on " + cluster + ": "
                            + lastLine(log) + "; see " + log);
                }
                if (System.nanoTime() > deadline) {
                    new Postmaster(starting.toHandle()).stop(Duration.ofSeconds(5));
                    throw new EmbeddedDatabaseFailed("the embedded PostgreSQL on " + cluster + " was not ready after "
                            + RECOVERY.toMinutes() + " minutes; see " + log);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            new Postmaster(starting.toHandle()).stop(Duration.ofSeconds(5));
            throw new EmbeddedDatabaseFailed("interrupted while PostgreSQL was starting", e);
        }
        return starting;
    }

    private void watch(Process watched) {
        watched.onExit().thenRunAsync(this::restart);
    }

    private synchronized void restart() {
        while (!closed) {
            if (restarts++ >= MAX_RESTARTS) {
                LOG.error(
                        "The embedded PostgreSQL on {} died {} times; it stays down until the gateway is restarted",
                        cluster,
                        restarts);
                return;
            }
            LOG.error("The embedded PostgreSQL on {} died; starting it again", cluster);
            try {
                awaitOrphans();
                process = start(port);
                watch(process);
                LOG.info("The embedded PostgreSQL runs again as process {}", process.pid());
                return;
            } catch (IOException | RuntimeException e) {
                LOG.error("The embedded PostgreSQL on {} does not start: {}", cluster, e.getMessage());
            }
        }
    }

    /** Sessions outlive a killed postmaster by a moment, and hold its shared memory. */
    private void awaitOrphans() throws IOException {
        Postmaster.leftRunning(cluster);
        try {
            TimeUnit.MILLISECONDS.sleep(200L * restarts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress("127.0.0.1", port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static String lastLine(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "no output";
        }
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            java.nio.ByteBuffer tail = java.nio.ByteBuffer.allocate(4096);
            channel.read(tail, Math.max(0, channel.size() - tail.capacity()));
            String[] lines = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8)
                    .strip()
                    .split("\n");
            for (int i = lines.length - 1; i >= 0; i--) {
                if (lines[i].contains("FATAL") || lines[i].contains("error:")) {
                    return lines[i].strip();
                }
            }
            return lines[lines.length - 1].strip();
        }
    }
}

package fr.mssgw.bench;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.Ports;
import fr.mssgw.sandbox.Sandbox;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code gateway run} in a process of its own, among the simulated parties of a sandbox in this process: so that it can
 * be killed and they live on. Not thread-safe.
 */
final class KillableGateway implements Sandbox.GatewayStart, AutoCloseable {
    private static final long START_SECONDS = 120;

    private final int admin;
    private final Path log;
    private @Nullable Path config;
    private @Nullable Process process;

    KillableGateway(int admin, Path log) {
        this.admin = admin;
        this.log = log;
    }

    @Override
    public AutoCloseable start(Path directory, InstantSource clock) throws IOException, InterruptedException {
        config = directory;
        start();
        return this;
    }

    /** Starts it again, and returns when its health says ready. */
    void start() throws IOException, InterruptedException {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "fr.mssgw.app.Main",
                        "run",
                        "--config",
                        String.valueOf(config))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!ready()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the gateway did not start; its last words are in " + log);
            }
            Thread.sleep(50);
        }
    }

    private boolean ready() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + admin + "/health/ready")
                .toURL()
                .openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(5_000);
        try {
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        } finally {
            connection.disconnect();
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** {@code kill -9} for every process of its PostgreSQL, and then for it: between the two it answers without one. */
    void killWithDatabase() throws IOException, InterruptedException {
        List<ProcessHandle> all = new ArrayList<>();
        for (ProcessHandle postmaster : postmasters()) {
            postmaster.descendants().forEach(all::add);
            all.add(postmaster);
        }
        all.forEach(ProcessHandle::destroyForcibly);
        kill();
        for (ProcessHandle one : all) {
            while (one.isAlive()) {
                Thread.sleep(10);
            }
        }
    }

    private List<ProcessHandle> postmasters() throws IOException {
        Path data = Path.of(String.valueOf(config)).resolveSibling("data");
        try (Stream<Path> files = Files.walk(data, 4)) {
            return files.filter(file -> file.endsWith("postmaster.pid"))
                    .flatMap(KillableGateway::firstLine)
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                    .toList();
        }
    }

    private static Stream<String> firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream().limit(1).map(String::strip).filter(pid -> pid.matches("\\d{1,9}"));
        } catch (IOException gone) {
            return Stream.empty();
        }
    }

    /** Asks it to end as an operator would, and returns when it has. */
    @Override
    public void close() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        }
    }

    /** Where a sandbox of its own can listen. */
    static Ports freePorts() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            Ports ports = new Ports(ThreadLocalRandom.current().nextInt(12_000, 31_000));
            if (ports.taken(Cast.PEERS.size()).isEmpty()) {
                return ports;
            }
        }
        throw new IOException("no free ports for a sandbox");
    }

    long pid() {
        Process running = process;
        return running == null ? 0 : running.pid();
    }
}

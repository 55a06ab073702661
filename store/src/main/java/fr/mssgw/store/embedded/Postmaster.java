package fr.mssgw.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The process that {@code postmaster.pid} names, once it is sure that it is PostgreSQL on this very cluster. */
record Postmaster(ProcessHandle process) {
    private static final String PID_FILE = "postmaster.pid";

    /** Finds one that an earlier JVM left running; a pid file of a dead process, or of another one, is deleted. */
    static Optional<Postmaster> leftRunning(Path cluster) throws IOException {
        List<String> lines = pidFile(cluster);
        if (lines.isEmpty()) {
            Files.deleteIfExists(cluster.resolve(PID_FILE));
            return Optional.empty();
        }
        Optional<Postmaster> found;
        try {
            found = ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(process -> serves(process, cluster))
                    .map(Postmaster::new);
        } catch (NumberFormatException unreadable) {
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            Files.deleteIfExists(cluster.resolve(PID_FILE));
        }
        return found;
    }

    /** Whether the postmaster has written that it takes connections, as pg_ctl learns it. */
    static boolean isReady(Path cluster, long pid) throws IOException {
        List<String> lines = pidFile(cluster);
        return lines.size() >= 8
                && lines.get(0).strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("ready");
    }

    /** Ends it: sessions are cut and everything is written; after the time, at once, to recover at the next start. */
    void stop(Duration patience) {
        signal("INT"); // fast shutdown
        if (!ends(patience)) {
            signal("QUIT"); // immediate shutdown
            if (!ends(Duration.ofSeconds(5))) {
                process.destroyForcibly();
                ends(Duration.ofSeconds(5));
            }
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noKillCommand) {
            process.destroy(); // TERM: waits for the sessions to end by themselves
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ends(Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    private static boolean serves(ProcessHandle process, Path cluster) {
        try {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            return Files.readString(proc.resolve("comm")).strip().equals("postgres")
                    && Files.isSameFile(proc.resolve("cwd"), cluster); // the postmaster moves into its cluster
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private static List<String> pidFile(Path cluster) throws IOException {
        try {
            return Files.readAllLines(cluster.resolve(PID_FILE));
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}

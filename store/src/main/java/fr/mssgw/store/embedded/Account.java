package fr.mssgw.store.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Under which user PostgreSQL runs, since it refuses root. An ordinary user runs it as themselves. Root puts it into a
 * user namespace of its own, where root counts as nobody and the files keep their owner; where a container forbids
 * that, it runs as {@code nobody}, to whom the cluster is given.
 *
 * @param prefix of every command line
 */
record Account(List<String> prefix) {
    private static final int NOBODY = 65_534;

    /** @param home of PostgreSQL's programs, which the account must be able to run */
    static Account forCluster(Path cluster, Path home) throws IOException {
        if (userId(Path.of("/proc/self")) != 0) {
            return new Account(List.of());
        }
        int owner = Files.exists(cluster) ? userId(cluster) : 0;
        Account namespace = new Account(List.of("unshare", "--user"));
        if (owner == 0 && namespace.canRun(home)) {
            return namespace;
        }
        int user = owner == 0 ? NOBODY : owner;
        Account other = new Account(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        if (other.canRun(home)) {
            if (Files.exists(cluster)) {
                give(cluster, user);
            }
            return other;
        }
        throw new EmbeddedDatabaseFailed("PostgreSQL refuses to run as root, and neither `unshare --user` nor `setpriv`"
                + " can run " + home.resolve("bin/postgres") + "; start the gateway as another user, or let every user"
                + " enter that directory");
    }

    /** Makes a directory that the account can write. */
    void makeWritable(Path directory) throws IOException {
        for (String word : prefix) {
            if (word.startsWith("--reuid=")) {
                give(directory, Integer.parseInt(word.substring("--reuid=".length())));
            }
        }
    }

    List<String> command(List<String> words) {
        return Stream.concat(prefix.stream(), words.stream()).toList();
    }

    private boolean canRun(Path home) throws IOException {
        try {
            Process process = new ProcessBuilder(
                            command(List.of(home.resolve("bin/postgres").toString(), "--version")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static int userId(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    private static void give(Path tree, int user) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (userId(file) != user) {
                    Files.setAttribute(file, "unix:uid", user);
                    Files.setAttribute(file, "unix:gid", user);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

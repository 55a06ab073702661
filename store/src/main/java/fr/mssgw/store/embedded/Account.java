package fr.mssgw.store.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Under which user PostgreSQL runs, since it refuses root. An ordinary user runs it as themselves. Root puts it into a
 * user namespace of its own, where root counts as nobody and the files keep their owner; where a container forbids
 * that, it runs as {@code nobody}, to whom the cluster is given; and where nobody may not enter the directories above the
 * cluster (a folder of root's, closed to others), with the one capability of root that opens them.
 *
 * @param prefix of every command line
 */
record Account(List<String> prefix) {
    private static final int NOBODY = 65_534;
    /** Tried in turn; the second is what containers leave to root where they take the first. */
    private static final List<String> CAPABILITIES = List.of("", "+dac_read_search", "+dac_override");

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
        for (String capability : CAPABILITIES) {
            Account other = as(user, capability);
            if (other.canRun(home)) {
                if (Files.exists(cluster)) {
                    give(cluster, user);
                }
                return other;
            }
        }
        throw new EmbeddedDatabaseFailed("PostgreSQL refuses to run as root, and neither `unshare --user` nor `setpriv`"
                + " can run " + home.resolve("bin/postgres") + "; start the gateway as another user, or let every user"
                + " enter that directory");
    }

    /** @param capability in the form of setpriv, or empty */
    static Account as(int user, String capability) {
        List<String> words = new ArrayList<>(List.of("setpriv"));
        if (!capability.isEmpty()) {
            // with this bit access(2) counts the capability too, which initdb asks before it trusts a path
            words.add("--securebits=+no_setuid_fixup");
        }
        words.addAll(List.of("--reuid=" + user, "--regid=" + user, "--clear-groups"));
        if (!capability.isEmpty()) {
            // the capability is in force after a first exec, so that `env` comes between
            words.addAll(List.of("--inh-caps=" + capability, "--ambient-caps=" + capability, "env"));
        }
        return new Account(List.copyOf(words));
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

    boolean canRun(Path home) throws IOException {
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

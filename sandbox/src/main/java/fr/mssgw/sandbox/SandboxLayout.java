package fr.mssgw.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lies where in a sandbox's directory. */
record SandboxLayout(Path root) {
    private static final String MARK = ".mssgw-sandbox";

    SandboxLayout {
        root = root.toAbsolutePath().normalize();
    }

    Path config() {
        return root.resolve("config");
    }

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("log");
    }

    Path pki() {
        return root.resolve("pki");
    }

    Path mes() {
        return root.resolve("mes");
    }

    Path peers() {
        return root.resolve("peers");
    }

    Path psc() {
        return root.resolve("psc");
    }

    /** How far the clock of the services was moved. */
    Path clock() {
        return root.resolve("clock");
    }

    Path passwords() {
        return root.resolve("passwords.json");
    }

    /** Held while a sandbox runs here. */
    Path lock() {
        return root.resolve("lock");
    }

    boolean isSandbox() {
        return Files.exists(root.resolve(MARK));
    }

    /** Makes the directory, or says why it cannot be one. */
    void prepare() throws IOException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new IOException(root + " is not a directory; choose another with --data");
        }
        if (!isSandbox() && Files.isDirectory(root)) {
            try (Stream<Path> content = Files.list(root)) {
                if (content.anyMatch(file -> !file.equals(lock()))) {
                    throw new IOException(
                            root + " holds files of something else than a sandbox; choose another with --data");
                }
            }
        }
        Files.createDirectories(log());
        Files.writeString(
                root.resolve(MARK), "A sandbox of the MSSanté gateway; `--fresh` may empty this directory.\n");
    }

    /** Deletes all but the lock; the caller has checked that this is a sandbox and that none runs here. */
    void empty() throws IOException {
        stopDatabase();
        Path kept = lock();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(kept)) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                if (!directory.equals(root)) {
                    Files.deleteIfExists(directory);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Ends a PostgreSQL that a killed sandbox left behind on this data. */
    private void stopDatabase() throws IOException {
        if (!Files.isDirectory(data())) {
            return;
        }
        try (Stream<Path> files = Files.walk(data(), 3)) {
            for (Path file : files.filter(f -> f.endsWith("postmaster.pid")).toList()) {
                String first =
                        Files.readString(file).lines().findFirst().orElse("").strip();
                ProcessHandle left = first.matches("\\d{1,9}")
                        ? ProcessHandle.of(Long.parseLong(first)).orElse(null)
                        : null;
                if (left != null && left.info().command().orElse("").endsWith("postgres")) {
                    left.destroy();
                    try {
                        left.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
                    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                        left.destroyForcibly();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                }
            }
        }
    }
}

package fr.mssgw.store.embedded;

import fr.mssgw.core.text.FileTrouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path into a directory. An inventory of names and sizes, written last,
 * tells a whole copy from a damaged one, which is thrown away and unpacked again. Several JVMs may share the directory.
 */
final class PostgresBinaries {
    private static final String INVENTORY = "inventory";
    private static final long MAX_UNPACKED = 512L * 1024 * 1024;

    private PostgresBinaries() {}

    /** Returns the directory that holds {@code bin}, {@code lib} and {@code share}. */
    static Path unpack(Path cache) {
        String archive = archiveName();
        try {
            String version = archive.replace(".txz", "") + "-"
                    + location(archive).openConnection().getContentLengthLong();
            Path home = cache.resolve(version);
            if (isWhole(home)) {
                return home;
            }
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !isWhole(home)) {
                    delete(home);
                    Path draft = cache.resolve(version + ".unpacking");
                    delete(draft);
                    unpack(archive, draft);
                    Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return home;
        } catch (IOException e) {
            throw new EmbeddedDatabaseFailed(
                    "PostgreSQL cannot be unpacked into " + cache + " (" + FileTrouble.named(e)
                            + "); it takes 80 MB there, writable and not mounted noexec",
                    e);
        }
    }

    private static String archiveName() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (!system.contains("linux")) {
            throw new EmbeddedDatabaseFailed("the embedded PostgreSQL is shipped for Linux only, this is " + system
                    + "; set `database: url:` to a PostgreSQL of yours");
        }
        return switch (machine) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
            default ->
                throw new EmbeddedDatabaseFailed("the embedded PostgreSQL is shipped for amd64 and arm64, this is "
                        + machine + "; set `database: url:` to a PostgreSQL of yours");
        };
    }

    private static URL location(String archive) throws IOException {
        URL packed = PostgresBinaries.class.getClassLoader().getResource(archive);
        if (packed == null) {
            throw new IOException(archive + " is not on the class path");
        }
        return packed;
    }

    private static void unpack(String archive, Path into) throws IOException {
        Files.createDirectories(into);
        Map<String, Long> inventory = new TreeMap<>();
        long total = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new XZInputStream(new BufferedInputStream(location(archive).openStream(), 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("an entry of " + archive + " leads outside");
                }
                total += entry.getSize();
                if (total > MAX_UNPACKED) {
                    throw new IOException(archive + " is larger than expected");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(parent(target));
                if (entry.isSymbolicLink()) {
                    if (!parent(target).resolve(entry.getLinkName()).normalize().startsWith(into)) {
                        throw new IOException("a link of " + archive + " leads outside");
                    }
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
                    Files.setPosixFilePermissions(
                            target,
                            PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                    inventory.put(into.relativize(target).toString(), entry.getSize());
                }
            }
        }
        Files.writeString(
                into.resolve(INVENTORY),
                inventory.entrySet().stream()
                        .map(file -> file.getValue() + " " + file.getKey() + "\n")
                        .collect(Collectors.joining()),
                StandardCharsets.UTF_8);
    }

    private static Path parent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IOException(file + " has no parent");
        }
        return parent;
    }

    private static boolean isWhole(Path home) {
        Path inventory = home.resolve(INVENTORY);
        if (!Files.isRegularFile(inventory)) {
            return false;
        }
        try {
            for (String line : Files.readAllLines(inventory, StandardCharsets.UTF_8)) {
                int space = line.indexOf(' ');
                Path file = home.resolve(line.substring(space + 1));
                if (Files.size(file) != Long.parseLong(line.substring(0, space))) {
                    return false;
                }
            }
            return Files.isExecutable(home.resolve("bin/postgres")) && Files.isExecutable(home.resolve("bin/initdb"));
        } catch (IOException | RuntimeException damaged) {
            return false;
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package fr.mssgw.certs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something made from files, made again when they change. The files are looked at when the value is asked for, at most
 * once in an interval. Where the new files cannot be used, the last good value stays and the log says why, once.
 * Thread-safe.
 */
public final class Reloading<T> implements Supplier<T> {
    /** How often the files are looked at. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);
    private static final int MOST_FILES = 100_000;

    private final List<Path> files;
    private final Supplier<T> reading;
    private final long interval;
    private volatile T value;
    private List<String> stamp;
    private volatile long checked;

    /**
     * Reads at once.
     *
     * @param files what to watch; of a directory, the files directly in it
     * @param reading makes the value; throws an unchecked exception, such as {@link UnusableFile}, where it cannot
     */
    public Reloading(List<Path> files, Supplier<T> reading) {
        this(files, reading, INTERVAL);
    }

    Reloading(List<Path> files, Supplier<T> reading, Duration interval) {
        this.files = List.copyOf(files);
        this.reading = reading;
        this.interval = interval.toNanos();
        this.stamp = stamp(this.files);
        this.value = reading.get();
        this.checked = System.nanoTime();
    }

    /** The value, fresh to within the interval. */
    @Override
    public T get() {
        if (System.nanoTime() - checked >= interval) {
            check();
        }
        return value;
    }

    private synchronized void check() {
        if (System.nanoTime() - checked < interval) {
            return;
        }
        List<String> now = stamp(files);
        if (!now.equals(stamp)) {
            try {
                value = reading.get();
                LOG.info("read again, because it changed: {}", files);
            } catch (RuntimeException e) {
                LOG.error("the last good copy stays in use: {}", e.getMessage());
            }
            stamp = now;
        }
        checked = System.nanoTime();
    }

    private static List<String> stamp(List<Path> files) {
        List<String> stamps = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
                    for (Path entry : entries) {
                        if (stamps.size() < MOST_FILES) {
                            stamps.add(stampOf(entry));
                        }
                    }
                } catch (IOException e) {
                    stamps.add(file + " unreadable");
                }
            } else {
                stamps.add(stampOf(file));
            }
        }
        Collections.sort(stamps);
        return stamps;
    }

    private static String stampOf(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return file + " " + attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
        } catch (IOException e) {
            return file + " missing";
        }
    }
}

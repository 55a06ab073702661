package fr.mssgw.certs;

import fr.mssgw.core.peer.WhiteList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the newest white list was generated that a gateway has used, kept in a file of its data. An older one bears a
 * signature that is still valid, and would admit again whom ANS has struck off since: it is not used. Who wants it
 * nevertheless removes the file and starts the gateway again. A list of the days to come is not used either, since no
 * list would follow it until then. Thread-safe.
 */
public final class NewestWhiteList {
    private static final Logger LOG = LoggerFactory.getLogger(NewestWhiteList.class);
    private static final int LONGEST = 64;
    /** The list's date bears no time zone: read as UTC, that of Paris in summer lies two hours ahead, and clocks differ. */
    private static final Duration CLOCKS = Duration.ofHours(3);

    private final Path data;
    private final Path file;
    private final InstantSource clock;
    private Instant generated;
    private Instant kept;

    /**
     * Reads {@code white-list.newest}: one instant of ISO 8601; without the file, any list is new.
     *
     * @param data the directory of the gateway's data; may be missing
     * @throws UnusableFile where the file is none, or cannot be read
     */
    public NewestWhiteList(Path data, InstantSource clock) {
        this.data = data;
        this.file = data.resolve("white-list.newest");
        this.clock = clock;
        this.generated = read(file);
        this.kept = generated;
    }

    private static Instant read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new UnusableFile(file, "not a date; remove it to accept any white list");
            }
            return Instant.parse(Files.readString(file).strip());
        } catch (NoSuchFileException none) {
            return Instant.MIN;
        } catch (DateTimeException e) {
            throw new UnusableFile(file, "not a date; remove it to accept any white list", e);
        } catch (IOException e) {
            throw new UnusableFile(file, "cannot be read; check its owner and mode", e);
        }
    }

    /**
     * The same list, which is not older than any that was used, and not of the days to come.
     *
     * @param source of the list
     * @throws UnusableFile saying which of the two is older
     */
    synchronized WhiteListFile.Loaded notOlder(Path source, WhiteListFile.Loaded read) {
        WhiteList list = read.list();
        if (list.generated().isBefore(generated)) {
            throw new UnusableFile(
                    source,
                    "generated at " + list.generated() + ", before the list in force, of " + generated
                            + "; fetch the present one, or, to go back on purpose, remove " + file
                            + " and start the gateway again");
        }
        Instant now = clock.instant();
        if (list.generated().isAfter(now.plus(CLOCKS))) {
            throw new UnusableFile(
                    source,
                    "generated at " + list.generated() + ", which is to come, as this machine's clock says " + now
                            + "; set the clock, or fetch the list again");
        }
        return read;
    }

    /** The same, and from now on none that is older, in any gateway of this data. */
    synchronized WhiteListFile.Loaded used(Path source, WhiteListFile.Loaded read) {
        generated = notOlder(source, read).list().generated();
        if (generated.isAfter(kept)) {
            keep();
        }
        return read;
    }

    private void keep() {
        try {
            Files.createDirectories(data);
            Instant written = read(file);
            if (generated.isAfter(written)) {
                write();
            } else {
                generated = written;
            }
            kept = generated;
        } catch (IOException | UnusableFile e) {
            LOG.error("{} cannot be written, so that a restart may accept an older white list: {}", file, e.toString());
        }
    }

    /** On the disk before it has its name: after a power cut the file is the old one or the new one, and never empty. */
    private void write() throws IOException {
        Path fresh = data.resolve("white-list.newest.new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer octets = ByteBuffer.wrap((generated + "\n").getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package fr.mssgw.certs;

import fr.mssgw.core.peer.WhiteList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the newest white list was generated that a gateway has used, kept in a file of its data. An older one bears a
 * signature that is still valid, and would admit again whom ANS has struck off since: it is not used. Who wants it
 * nevertheless removes the file and starts the gateway again. Thread-safe.
 */
public final class NewestWhiteList {
    private static final Logger LOG = LoggerFactory.getLogger(NewestWhiteList.class);
    private static final int LONGEST = 64;

    private final Path data;
    private final Path file;
    private Instant generated;

    /**
     * Reads {@code white-list.newest}: one instant of ISO 8601; without the file, any list is new.
     *
     * @param data the directory of the gateway's data; may be missing
     * @throws UnusableFile where the file is none
     */
    public NewestWhiteList(Path data) {
        this.data = data;
        this.file = data.resolve("white-list.newest");
        this.generated = read(file);
    }

    private static Instant read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new UnusableFile(file, "not a date; remove it to accept any white list");
            }
            return Instant.parse(Files.readString(file).strip());
        } catch (NoSuchFileException none) {
            return Instant.MIN;
        } catch (IOException | DateTimeException e) {
            throw new UnusableFile(file, "not a date; remove it to accept any white list", e);
        }
    }

    /**
     * The same list, which is not older than any that was used.
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
        return read;
    }

    /** The same, and from now on none that is older. */
    synchronized WhiteListFile.Loaded used(Path source, WhiteListFile.Loaded read) {
        Instant used = notOlder(source, read).list().generated();
        if (used.isAfter(generated)) {
            generated = used;
            write();
        }
        return read;
    }

    private void write() {
        try {
            Files.createDirectories(data);
            Path fresh = Files.createTempFile(data, "white-list", ".new");
            Files.writeString(fresh, generated + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.error("{} cannot be written, so that a restart may accept an older white list: {}", file, e.toString());
        }
    }
}

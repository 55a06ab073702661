package fr.mssgw.certs;

import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.port.WhiteLists;
import fr.mssgw.core.text.FileTrouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The white list as ANS publishes it (docs/domain.md §3): a row for each domain and certificate. A row that cannot be
 * read is left out and counted; a file that cannot be read, has no row, is not signed as configured, or is older than
 * one that was used is not used, and the last good one stays. Of a signed list only the octets that were digested are
 * read. Re-read when it changes. Thread-safe.
 */
public final class WhiteListFile implements WhiteLists {
    /**
     * One file, read.
     *
     * @param rows read, bad ones included
     * @param skipped bad rows: the first hundred, as number and reason
     */
    public record Loaded(WhiteList list, int rows, int skippedRows, List<String> skipped) {
        public Loaded {
            skipped = List.copyOf(skipped);
        }
    }

    static final String NAMESPACE = "https://listeblanche.mssante.fr/schema";

    // five times the list of 2025, which has 6,554 rows in 3 MiB
    static final int LARGEST_FILE = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WhiteListFile.class);

    private final Reloading<Loaded> loaded;

    /**
     * @param signer the certificate (PEM) of who signs the list; without one, the operator has accepted an unsigned list
     * @param newest that was used; an older list is not
     * @throws UnusableFile saying what is wrong with either file
     */
    public WhiteListFile(Path file, Optional<Path> signer, NewestWhiteList newest) {
        this(file, signer, newest, Reloading.INTERVAL);
    }

    WhiteListFile(Path file, Optional<Path> signer, NewestWhiteList newest, Duration interval) {
        List<Path> files = new ArrayList<>(List.of(file));
        signer.ifPresent(files::add);
        this.loaded = new Reloading<>(
                files,
                () -> newest.used(file, read(file, signer.map(path -> Pem.certificates(path)
                        .get(0)))),
                interval);
    }

    @Override
    public WhiteList current() {
        return loaded.get().list();
    }

    /** The list in force, with what was left out of it. */
    public Loaded loaded() {
        return loaded.get();
    }

    /**
     * Reads a file once, to look at it: what was used stays as it is.
     *
     * @param newest that was used; an older list is refused
     */
    public static Loaded read(Path file, Optional<X509Certificate> signer, NewestWhiteList newest) {
        return newest.notOlder(file, read(file, signer));
    }

    /**
     * Reads a file once.
     *
     * @param signer whose signature it must bear; without one, no signature is asked for
     */
    public static Loaded read(Path file, Optional<X509Certificate> signer) {
        byte[] octets = octets(file);
        Loaded read = WhiteListRows.read(
                file,
                signer.map(certificate -> WhiteListSignature.covered(file, octets, certificate))
                        .orElseGet(() -> new ByteArrayInputStream(octets)));
        if (read.skippedRows() > 0) {
            LOG.warn(
                    "{}: {} of {} rows left out, the first: {}",
                    file,
                    read.skippedRows(),
                    read.rows(),
                    read.skipped().get(0));
        }
        return read;
    }

    private static byte[] octets(Path file) {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(LARGEST_FILE + 1);
        } catch (IOException e) {
            throw new UnusableFile(
                    file,
                    "the white list cannot be read (" + FileTrouble.of(e) + "); check the path and the file's mode",
                    e);
        }
        if (octets.length > LARGEST_FILE) {
            throw new UnusableFile(file, "larger than 16 MiB, which no white list is; fetch it again");
        }
        return octets;
    }
}

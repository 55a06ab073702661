package fr.mssgw.certs;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.text.FileTrouble;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of correspondents' certificates: PEM files ({@code .pem}, {@code .crt}, {@code .cer}), the person's own
 * certificate first in each, the others its chain. Found by the addresses the certificate names; of several for one
 * address the one that lasts longest comes first. A file that cannot be used is reported and left out. Changes are
 * picked up within seconds. Thread-safe.
 */
public final class CertificateFolder implements Correspondents {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFolder.class);
    private static final int MOST_FILES = 100_000;

    private record Index(Map<MssAddress, List<List<X509Certificate>>> byAddress, List<UnusableFile> problems) {}

    private final Reloading<Index> index;

    /** @throws UnusableFile where the folder cannot be listed */
    public CertificateFolder(Path folder) {
        this(folder, Duration.ofSeconds(5));
    }

    CertificateFolder(Path folder, Duration interval) {
        this.index = new Reloading<>(List.of(folder), () -> read(folder), interval);
    }

    @Override
    public List<List<X509Certificate>> certificatesOf(MssAddress address) {
        return index.get().byAddress().getOrDefault(address, List.of());
    }

    /** The files left out, and why. */
    public List<UnusableFile> problems() {
        return index.get().problems();
    }

    private static Index read(Path folder) {
        Map<MssAddress, List<List<X509Certificate>>> byAddress = new HashMap<>();
        List<UnusableFile> problems = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, CertificateFolder::isCertificate)) {
            int files = 0;
            for (Path entry : entries) {
                if (++files > MOST_FILES) {
                    throw new UnusableFile(folder, "more than 100,000 certificates in it");
                }
                try {
                    add(byAddress, entry);
                } catch (UnusableFile problem) {
                    LOG.warn("left out: {}", problem.getMessage());
                    problems.add(problem);
                }
            }
        } catch (IOException e) {
            throw new UnusableFile(
                    folder,
                    "cannot be listed (" + FileTrouble.of(e) + "); make the folder or correct smime.correspondents",
                    e);
        }
        byAddress
                .values()
                .forEach(chains -> chains.sort(Comparator.comparing(
                                (List<X509Certificate> chain) -> chain.get(0).getNotAfter())
                        .reversed()));
        return new Index(byAddress, List.copyOf(problems));
    }

    private static boolean isCertificate(Path entry) {
        String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(entry) && (name.endsWith(".pem") || name.endsWith(".crt") || name.endsWith(".cer"));
    }

    private static void add(Map<MssAddress, List<List<X509Certificate>>> byAddress, Path file) {
        List<X509Certificate> chain = Pem.certificates(file);
        var addresses = CertificateNames.addresses(chain.get(0));
        if (addresses.isEmpty()) {
            throw new UnusableFile(file, "the first certificate names no e-mail address; put the person's own first");
        }
        for (MssAddress address : addresses) {
            byAddress.computeIfAbsent(address, key -> new ArrayList<>()).add(chain);
        }
    }
}

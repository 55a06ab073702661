package fr.mssgw.certs;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.port.WhiteLists;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The white list as ANS publishes it (domain.md §3): a row for each domain and certificate. A row that cannot be read
 * is left out and counted; a file that cannot be read, has no row, or is not signed as configured is not used, and the
 * last good one stays. Re-read when it changes. Thread-safe.
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
    private static final Logger LOG = LoggerFactory.getLogger(WhiteListFile.class);
    private static final int LARGEST_FILE = 64 * 1024 * 1024;
    private static final int MOST_ROWS = 200_000;
    private static final int LONGEST_TEXT = 4_096;
    private static final int MOST_REASONS = 100;

    private final Reloading<Loaded> loaded;

    /**
     * @param signer the certificate (PEM) of who signs the list; without one, the operator has accepted an unsigned list
     * @throws UnusableFile saying what is wrong with either file
     */
    public WhiteListFile(Path file, Optional<Path> signer) {
        this(file, signer, Reloading.INTERVAL);
    }

    WhiteListFile(Path file, Optional<Path> signer, Duration interval) {
        List<Path> files = new ArrayList<>(List.of(file));
        signer.ifPresent(files::add);
        this.loaded = new Reloading<>(
                files,
                () -> read(file, signer.map(path -> Pem.certificates(path).get(0))),
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
     * Reads a file once.
     *
     * @param signer whose signature it must bear; without one, no signature is asked for
     */
    public static Loaded read(Path file, Optional<X509Certificate> signer) {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(LARGEST_FILE + 1);
        } catch (IOException e) {
            throw new UnusableFile(file, "the white list cannot be read; check the path and the file's mode", e);
        }
        if (octets.length > LARGEST_FILE) {
            throw new UnusableFile(file, "larger than 64 MiB, which no white list is");
        }
        signer.ifPresent(certificate -> WhiteListSignature.check(file, octets, certificate));
        Loaded read = new Rows(file).read(octets);
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

    /** One reading. */
    private static final class Rows {
        private final Path file;
        private final Map<MailDomain, Set<DistinguishedName>> domains = new HashMap<>();
        private final Map<String, DistinguishedName> names = new HashMap<>();
        private final List<String> skipped = new ArrayList<>();
        private Optional<Instant> generated = Optional.empty();
        private int rows;
        private int bad;

        Rows(Path file) {
            this.file = file;
        }

        Loaded read(byte[] octets) {
            try {
                XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
                factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
                factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
                factory.setProperty(XMLInputFactory.IS_COALESCING, true);
                XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(octets));
                reader.nextTag();
                if (!is(reader, "ListeBlancheMSSante")) {
                    throw new UnusableFile(
                            file, "not a white list: its root is not ListeBlancheMSSante of " + NAMESPACE);
                }
                readDocument(reader);
            } catch (XMLStreamException e) {
                throw new UnusableFile(
                        file,
                        "not well-formed XML, line %d; fetch the white list again"
                                .formatted(Math.max(
                                        1,
                                        e.getLocation() == null
                                                ? 1
                                                : e.getLocation().getLineNumber())),
                        e);
            }
            if (generated.isEmpty() || domains.isEmpty()) {
                throw new UnusableFile(
                        file, "no DateDeGeneration or no usable Domaine in it; fetch the white list again");
            }
            return new Loaded(new WhiteList(generated.get(), domains), rows, bad, skipped);
        }

        private void readDocument(XMLStreamReader reader) throws XMLStreamException {
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new UnusableFile(file, "a DTD in it, which no white list has; fetch it again");
                }
                if (event == XMLStreamConstants.START_ELEMENT && is(reader, "DateDeGeneration")) {
                    generated = instant(text(reader));
                } else if (event == XMLStreamConstants.START_ELEMENT && is(reader, "Domaine")) {
                    row(reader);
                }
            }
        }

        private void row(XMLStreamReader reader) throws XMLStreamException {
            if (++rows > MOST_ROWS) {
                throw new UnusableFile(file, "more than 200,000 rows, which no white list has");
            }
            String domain = "";
            String name = "";
            while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
                if (is(reader, "Nom")) {
                    domain = text(reader);
                } else if (is(reader, "DNCertificatOperateur")) {
                    name = text(reader);
                } else {
                    skip(reader);
                }
            }
            try {
                MailDomain listed = new MailDomain(domain.strip());
                DistinguishedName certificate = name(name);
                domains.computeIfAbsent(listed, key -> new HashSet<>()).add(certificate);
            } catch (MalformedAddress e) {
                leaveOut("the domain is none");
            } catch (IllegalArgumentException e) {
                leaveOut("the DN is none");
            }
        }

        private DistinguishedName name(String text) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("no DN");
            }
            return names.computeIfAbsent(text, DistinguishedName::parse);
        }

        private void leaveOut(String reason) {
            bad++;
            if (skipped.size() < MOST_REASONS) {
                skipped.add("row %d: %s".formatted(rows, reason));
            }
        }

        private static void skip(XMLStreamReader reader) throws XMLStreamException {
            for (int depth = 1; depth > 0; ) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
        }

        private static String text(XMLStreamReader reader) throws XMLStreamException {
            String text = reader.getElementText();
            return text.length() > LONGEST_TEXT ? "" : text;
        }

        private static Optional<Instant> instant(String text) {
            try {
                return Optional.of(OffsetDateTime.parse(text.strip()).toInstant());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        private static boolean is(XMLStreamReader reader, String name) {
            return name.equals(reader.getLocalName()) && NAMESPACE.equals(reader.getNamespaceURI());
        }
    }
}

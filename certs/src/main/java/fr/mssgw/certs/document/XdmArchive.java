package fr.mssgw.certs.document;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The health documents in a ZIP file, in whatever folder they lie. Read as a stream, nothing is written anywhere. At most
 * 1,000 entries and 256 MiB inflated in all, and 100 times what was read; a ZIP within it, an encrypted entry and a name
 * that leaves its folder make it unreadable.
 */
final class XdmArchive {
    private static final int MOST_ENTRIES = 1_000;
    private static final long LARGEST_INFLATED = 256L * 1024 * 1024;
    private static final int HIGHEST_RATIO = 100;
    /** Below this much inflated, the ratio says nothing. */
    private static final long SMALL = 1024 * 1024;

    private final List<HealthDocument> documents = new ArrayList<>();
    private boolean metadata;
    private boolean xdm;

    private XdmArchive(boolean namedXdm) {
        this.xdm = namedXdm;
    }

    /** @param namedXdm whether the file is called {@code IHE_XDM.zip}; another ZIP without documents is nobody's concern */
    static List<HealthDocument> read(InputStream file, boolean namedXdm) {
        XdmArchive archive = new XdmArchive(namedXdm);
        boolean readable;
        try {
            archive.run(file);
            readable = true;
        } catch (IOException | Unreadable | IllegalArgumentException e) {
            // the JDK answers names that are no UTF-8 with the last of them
            readable = false;
        }
        if (archive.xdm && !(readable && archive.metadata) || !readable && !archive.documents.isEmpty()) {
            archive.documents.add(new HealthDocument(Kind.ARCHIVE, true, Set.of(), false));
        }
        return archive.documents;
    }

    private void run(InputStream file) throws IOException, Unreadable {
        BoundedStream compressed = new BoundedStream(file, Long.MAX_VALUE);
        ZipInputStream zip = new ZipInputStream(compressed, StandardCharsets.ISO_8859_1);
        long inflated = 0;
        int entries = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName().replace('\\', '/').toLowerCase(Locale.ROOT);
            xdm |= name.startsWith("ihe_xdm/");
            if (++entries > MOST_ENTRIES || leavesItsFolder(name) || name.endsWith(".zip")) {
                throw new Unreadable("an entry that no such archive has");
            }
            Inflated content = new Inflated(zip, inflated, compressed);
            if (name.endsWith(".xml")) {
                boolean named = name.endsWith("/metadata.xml");
                XmlDocument.Reading reading = XmlDocument.read(content, true, named);
                metadata |= named;
                reading.document().ifPresent(documents::add);
                if (reading.broken()) {
                    throw new Unreadable("an entry that cannot be read");
                }
            }
            content.skipRest();
            inflated = content.total();
        }
    }

    private static boolean leavesItsFolder(String name) {
        return name.startsWith("/") || name.contains(":") || ("/" + name + "/").contains("/../");
    }

    /** One entry, inflated under the bounds of the whole archive. */
    private static final class Inflated extends InputStream {
        private final InputStream zip;
        private final BoundedStream compressed;
        private long total;

        Inflated(InputStream zip, long before, BoundedStream compressed) {
            this.zip = zip;
            this.total = before;
            this.compressed = compressed;
        }

        long total() {
            return total;
        }

        void skipRest() throws IOException {
            byte[] buffer = new byte[16 * 1024];
            while (read(buffer, 0, buffer.length) >= 0) {
                // inflated only to be counted
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int read = zip.read(octets, offset, length);
            total += Math.max(0, read);
            if (total > LARGEST_INFLATED || total > SMALL && total / HIGHEST_RATIO > compressed.count()) {
                throw new IOException("the archive inflates too far");
            }
            return read;
        }
    }
}

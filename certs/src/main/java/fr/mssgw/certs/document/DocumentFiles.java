package fr.mssgw.certs.document;

import fr.mssgw.certs.archive.ArchiveTail;
import fr.mssgw.certs.archive.ZipArchive;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import fr.mssgw.core.text.Ascii;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The health documents in one attached file: a CDA, or an archive with documents in it. */
public final class DocumentFiles {
    /** Its name in whatever case (docs/domain.md §6). */
    public static final String ARCHIVE = "IHE_XDM.zip";

    private DocumentFiles() {}

    /**
     * Reads a file; what it is, its octets say. What is called a ZIP, or is one for its readers though something else
     * stands before it, is one.
     *
     * @param name as attached; empty without one
     * @param content decoded from its transfer encoding; read as far as needed
     * @throws IOException when it cannot be read
     */
    public static List<HealthDocument> in(String name, InputStream content) throws IOException {
        BufferedInputStream file = new BufferedInputStream(content, 2 * FirstOctets.COUNT);
        byte[] head = FirstOctets.of(file);
        String plain = Ascii.lower(name.strip());
        if (plain.endsWith(".zip") || ZipArchive.startsLikeOne(head)) {
            return XdmArchive.read(file, Ascii.same(plain, ARCHIVE));
        }
        List<HealthDocument> found = new ArrayList<>();
        Tailed whole = new Tailed(file);
        if (FirstOctets.mayBeXml(head)) {
            XmlDocument.read(whole, false, false).document().ifPresent(found::add);
        }
        if (whole.isArchive()) {
            found.add(new HealthDocument(Kind.ARCHIVE, true, Set.of(), false));
        }
        return found;
    }

    /** Keeps the end of what is read from it. */
    private static final class Tailed extends InputStream {
        private final InputStream in;
        private final ArchiveTail tail = new ArchiveTail();

        Tailed(InputStream in) {
            this.in = in;
        }

        boolean isArchive() throws IOException {
            byte[] rest = new byte[16 * 1024];
            while (read(rest, 0, rest.length) >= 0) {
                // kept as it passes by
            }
            return tail.isArchive();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int read = in.read(octets, offset, length);
            if (read > 0) {
                tail.add(octets, offset, read);
            }
            return read;
        }
    }
}

package fr.mssgw.certs.document;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The health documents in one attached file: a CDA, or an archive with documents in it. */
public final class DocumentFiles {
    private static final int HEAD = 4_096;
    /** Its name in whatever case (domain.md §6). */
    public static final String ARCHIVE = "IHE_XDM.zip";

    private DocumentFiles() {}

    /**
     * Reads a file; what it is, its octets say.
     *
     * @param name as attached; empty without one
     * @param content decoded from its transfer encoding; read as far as needed
     * @throws IOException when its first octets cannot be read
     */
    public static List<HealthDocument> in(String name, InputStream content) throws IOException {
        BufferedInputStream file = new BufferedInputStream(content, 2 * HEAD);
        file.mark(HEAD + 1);
        byte[] head = file.readNBytes(HEAD);
        file.reset();
        boolean named = name.strip().equalsIgnoreCase(ARCHIVE);
        if (named || isZip(head)) {
            return XdmArchive.read(file, named);
        }
        if (!mayBeXml(head)) {
            return List.of();
        }
        XmlDocument.Reading reading = XmlDocument.read(file, false, false);
        if (reading.document().isPresent()) {
            return List.of(reading.document().get());
        }
        // broken before its first element, and yet meant as one
        boolean meant = reading.broken()
                && new String(head, StandardCharsets.ISO_8859_1)
                        .replace("\0", "")
                        .contains("ClinicalDocument");
        return meant ? List.of(new HealthDocument(Kind.CDA, false, Set.of(), false)) : List.of();
    }

    private static boolean isZip(byte[] head) {
        return head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }

    /** A first character {@code <}, in any encoding of XML, after a byte order mark and white space. */
    private static boolean mayBeXml(byte[] head) {
        int at = 0;
        while (at < head.length && at < 256) {
            int octet = head[at] & 0xFF;
            boolean passed = octet == 0xEF
                    || octet == 0xBB
                    || octet == 0xBF
                    || octet == 0xFE
                    || octet == 0xFF
                    || octet == 0
                    || octet == ' '
                    || octet == '\t'
                    || octet == '\r'
                    || octet == '\n';
            if (!passed) {
                // 0x4C is '<' in EBCDIC
                return octet == '<' || octet == 0x4C;
            }
            at++;
        }
        return false;
    }
}

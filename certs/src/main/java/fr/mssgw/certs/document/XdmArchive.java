package fr.mssgw.certs.document;

import fr.mssgw.certs.archive.ArchiveBounds;
import fr.mssgw.certs.archive.UnreadableArchive;
import fr.mssgw.certs.archive.ZipArchive;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import fr.mssgw.core.text.Ascii;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The health documents in a ZIP file, in whatever folder they lie and whatever their name: what an entry is, its octets
 * say. A ZIP that cannot be read to its end counts as a document that cannot be read, whichever kind of ZIP it is, since
 * nobody can tell what it holds. A ZIP within it is read in turn (a report of a word processor holds one for each chart),
 * but none belongs in an {@code IHE_XDM.zip}.
 */
final class XdmArchive implements ZipArchive.Visitor {
    private final ArchiveBounds bounds = new ArchiveBounds();
    private final List<HealthDocument> documents = new ArrayList<>();
    private boolean xdm;
    private boolean metadata;
    /** Something that no {@code IHE_XDM.zip} has. */
    private boolean foreign;

    private XdmArchive(boolean namedXdm) {
        this.xdm = namedXdm;
    }

    /** @param namedXdm whether the file is called {@code IHE_XDM.zip}; another ZIP needs no documents */
    static List<HealthDocument> read(InputStream file, boolean namedXdm) {
        XdmArchive archive = new XdmArchive(namedXdm);
        archive.fault(file).ifPresent(kind -> archive.documents.add(new HealthDocument(kind, true, Set.of(), false)));
        return archive.documents;
    }

    private Optional<Kind> fault(InputStream file) {
        try {
            ZipArchive.read(file, bounds, this);
        } catch (UnreadableArchive e) {
            return Optional.of(e.isEncrypted() ? Kind.ENCRYPTED_ARCHIVE : Kind.ARCHIVE);
        } catch (IOException e) {
            // a transfer encoding that breaks off
            return Optional.of(Kind.ARCHIVE);
        }
        if (xdm && foreign) {
            return Optional.of(Kind.ARCHIVE);
        }
        return xdm && !metadata ? Optional.of(Kind.BARE_ARCHIVE) : Optional.empty();
    }

    @Override
    public void entry(String name, InputStream content) throws IOException {
        String plain = Ascii.lower(name);
        xdm |= plain.startsWith("ihe_xdm/");
        BufferedInputStream file = new BufferedInputStream(content, 2 * FirstOctets.COUNT);
        byte[] head = FirstOctets.of(file);
        if (plain.endsWith(".zip") || ZipArchive.startsLikeOne(head)) {
            foreign = true;
            ZipArchive.read(file, bounds, this);
            return;
        }
        boolean named = plain.endsWith("/metadata.xml");
        boolean xml = named || plain.endsWith(".xml");
        metadata |= named;
        if (xml || FirstOctets.mayBeXml(head)) {
            XmlDocument.Reading reading = XmlDocument.read(file, true, named);
            reading.document().ifPresent(documents::add);
            foreign |= xml && reading.broken();
        }
    }
}

package fr.mssgw.certs.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Health documents, archives of them, and what is read in them. */
final class Documents {
    static final String INS = "279035121518989";
    static final String OTHER = "179037512151842";

    static String cda(String... ids) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\">"
                + "<id root=\"1.2.250.1.213.1.4.8\" extension=\"2\"/><recordTarget><patientRole>"
                + String.join("", ids)
                + "<patient><name>DUPONT</name></patient></patientRole></recordTarget>"
                + "<author><assignedAuthor><id root=\"1.2.250.1.213.1.4.8\" extension=\"3\"/></assignedAuthor></author>"
                + "<component><nonXMLBody><text>JVBERi0=</text></nonXMLBody></component></ClinicalDocument>";
    }

    static String id(String root, String extension) {
        return "<id root=\"" + root + "\" extension=\"" + extension + "\"/>";
    }

    static String metadata(String source, String patient) {
        return "<lcm:SubmitObjectsRequest xmlns:lcm=\"urn:a\" xmlns:rim=\"urn:b\"><rim:ExtrinsicObject>"
                + "<rim:Slot name=\"sourcePatientId\"><rim:ValueList><rim:Value>" + source
                + "</rim:Value></rim:ValueList></rim:Slot>"
                + "<rim:Slot name=\"authorPerson\"><rim:ValueList><rim:Value>801234567890^MARTIN^Claire^^^^^^"
                + "&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS</rim:Value></rim:ValueList></rim:Slot>"
                + "<rim:ExternalIdentifier identificationScheme=\"urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427\" value=\""
                + patient + "\"/></rim:ExtrinsicObject></lcm:SubmitObjectsRequest>";
    }

    static String cx(String number) {
        return number + "^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH";
    }

    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] xdm(String cda, String metadata) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("INDEX.HTM", "<!DOCTYPE html><html><p>&nbsp;</html>".getBytes(UTF_8));
        entries.put("IHE_XDM/SUBSET01/DOC0001.XML", cda.getBytes(UTF_8));
        entries.put("IHE_XDM/SUBSET01/DOC0001.PDF", "%PDF-1.4".getBytes(UTF_8));
        entries.put("IHE_XDM/SUBSET01/METADATA.XML", metadata.getBytes(UTF_8));
        return zip(entries);
    }

    static List<HealthDocument> in(String name, byte[] content) {
        try {
            return DocumentFiles.in(name, new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<HealthDocument> in(String name, String content) {
        return in(name, content.getBytes(UTF_8));
    }

    static final HealthDocument UNREADABLE = new HealthDocument(Kind.ARCHIVE, true, Set.of(), false);

    static HealthDocument readable(Kind kind, boolean inArchive, String... matricules) {
        return new HealthDocument(kind, inArchive, Set.of(matricules), true);
    }

    private Documents() {}
}

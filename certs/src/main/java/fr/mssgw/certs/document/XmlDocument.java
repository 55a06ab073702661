package fr.mssgw.certs.document;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;

/**
 * Reads of whom an XML file speaks, when it holds a CDA (an element {@code ClinicalDocument}) or the metadata of an archive
 * ({@code SubmitObjectsRequest}), as its root or within an envelope, in whatever namespace. Read as a stream, without
 * anything from outside it; a health document has no document type and no entity but the five of XML. At most 64 MiB, 100
 * levels, 2,000,000 elements and 100 matricules. A text, however long, is never held: only values of up to 4,096
 * characters are looked at.
 */
final class XmlDocument extends DefaultHandler2 {
    private static final long LARGEST = 64L * 1024 * 1024;
    private static final int DEEPEST = 100;
    private static final int MOST_ELEMENTS = 2_000_000;
    private static final int MOST_MATRICULES = 100;
    private static final int LONGEST_VALUE = 4_096;

    private static final String CDA = "ClinicalDocument";
    private static final String METADATA = "SubmitObjectsRequest";
    /** Of the JDK's parser: style sheets name a few characters so, an attacker expands them without end. */
    private static final String MOST_EXPANSIONS = "http://www.oracle.com/xml/jaxp/properties/entityExpansionLimit";

    private static final String LONGEST_EXPANSION = "http://www.oracle.com/xml/jaxp/properties/totalEntitySizeLimit";

    /** NIR, NIA, and those of tests and demonstrations (docs/domain.md §5). */
    private static final Set<String> INS_OIDS =
            Set.of("1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9", "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11");
    /** An identifier of HL7 type CX: {@code number^^^&OID&ISO^type}; other parts may stand between the circumflexes. */
    private static final Pattern CX = Pattern.compile(
            "([0-9A-Za-z ]{1,40})\\^[^\\^&|~]{0,40}\\^[^\\^&|~]{0,40}\\^[^\\^&|~]{0,100}&([0-9.]{1,64})&");

    private final Deque<String> path = new ArrayDeque<>();
    private final Set<String> matricules = new HashSet<>();
    private final StringBuilder value = new StringBuilder();
    private Optional<Kind> kind;
    private boolean declaresTypes;
    private int elements;
    /** At which level the CDA starts, where we are in one. */
    private int cdaLevel;

    private XmlDocument(boolean metadata) {
        this.kind = metadata ? Optional.of(Kind.METADATA) : Optional.empty();
    }

    /**
     * What came of reading a file.
     *
     * @param document empty for an XML file of another kind
     * @param broken whether it was not read to its end
     */
    record Reading(Optional<HealthDocument> document, boolean broken) {}

    static boolean isDocument(String element) {
        return element.equals(CDA) || element.equals(METADATA);
    }

    /**
     * Reads a file. One that breaks off before a health document was found is none, unless the tag of one is anywhere in
     * it: then it was meant as a document, and is not readable.
     *
     * @param metadata whether its name says that it is metadata, whatever its root
     */
    static Reading read(InputStream file, boolean inArchive, boolean metadata) {
        XmlDocument document = new XmlDocument(metadata);
        DocumentTags tags = new DocumentTags(file);
        boolean broken = false;
        try {
            document.run(new BoundedStream(tags, LARGEST));
        } catch (SAXException | IOException | RuntimeException e) {
            // the JDK's parser answers some broken encodings with exceptions of no kind of its own
            broken = true;
        }
        if (broken && document.kind.isEmpty() && meant(tags)) {
            document.kind = Optional.of(Kind.CDA);
        }
        boolean readable = !broken;
        return new Reading(
                document.kind.map(kind -> new HealthDocument(kind, inArchive, document.matricules, readable)), broken);
    }

    private static boolean meant(DocumentTags tags) {
        try {
            return tags.areThere();
        } catch (IOException e) {
            // whoever hands the file over fails in the same way when it reads on
            return false;
        }
    }

    private void run(InputStream file) throws SAXException, IOException {
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            reader.setProperty(MOST_EXPANSIONS, "10000");
            reader.setProperty(LONGEST_EXPANSION, "1000000");
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", this);
            reader.setContentHandler(this);
            reader.setErrorHandler(this);
            reader.setEntityResolver(this);
            reader.parse(new InputSource(file));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser lacks a feature", e);
        }
    }

    @Override
    public InputSource resolveEntity(String name, String publicId, String base, String systemId) throws SAXException {
        throw new Unreadable("an external entity");
    }

    @Override
    public void startDTD(String name, String publicId, String systemId) {
        declaresTypes = true;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        throw e;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
        path.push(name);
        elements++;
        if (isDocument(name)) {
            Kind found = name.equals(CDA) ? Kind.CDA : Kind.METADATA;
            kind = Optional.of(kind.orElse(found));
            if (found == Kind.CDA && cdaLevel == 0) {
                cdaLevel = path.size();
            }
        }
        if (kind.isPresent() && declaresTypes || path.size() > DEEPEST || elements > MOST_ELEMENTS) {
            throw new Unreadable("a document type, or a bound passed");
        }
        value.setLength(0);
        if (cdaLevel > 0 && isAt("id", "patientRole", "recordTarget", CDA)) {
            String root = attributes.getValue("root");
            String extension = attributes.getValue("extension");
            if (root != null && extension != null && isIns(root)) {
                add(extension);
            }
        } else if (kind.isPresent() && name.equals("ExternalIdentifier") && attributes.getValue("value") != null) {
            identifiers(attributes.getValue("value"));
        }
    }

    private static boolean isIns(String root) {
        String oid = Ascii.lower(root.strip());
        return INS_OIDS.contains(oid.startsWith("urn:oid:") ? oid.substring(8) : oid);
    }

    /** Whether the innermost elements are these, the last of them being the CDA that we are in. */
    private boolean isAt(String... names) {
        if (path.size() != cdaLevel + names.length - 1) {
            return false;
        }
        Iterator<String> inner = path.iterator();
        for (String name : names) {
            if (!inner.next().equals(name)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void characters(char[] text, int start, int length) {
        if (kind.isPresent() && "Value".equals(path.peek()) && value.length() + length <= LONGEST_VALUE) {
            value.append(text, start, length);
        }
    }

    @Override
    public void endElement(String uri, String name, String qualified) throws SAXException {
        if (path.size() == cdaLevel) {
            cdaLevel = 0;
        }
        if ("Value".equals(path.pop()) && !value.isEmpty()) {
            identifiers(value.toString());
            value.setLength(0);
        }
    }

    /** Only a patient has an identifier with one of these OIDs: {@code sourcePatientId}, {@code patientId}, PID-3. */
    private void identifiers(String text) throws Unreadable {
        var found = CX.matcher(text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) : text);
        while (found.find()) {
            if (INS_OIDS.contains(found.group(2))) {
                add(found.group(1));
            }
        }
    }

    private void add(String matricule) throws Unreadable {
        String plain = matricule.replaceAll("\\s+", "").toUpperCase(Locale.ROOT);
        if (plain.isEmpty()) {
            return;
        }
        if (matricules.size() == MOST_MATRICULES) {
            throw new Unreadable("too many patients");
        }
        matricules.add(plain.length() > 40 ? plain.substring(0, 40) : plain);
    }
}

package fr.mssgw.certs.document;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
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
 * Reads of whom an XML file speaks, when it is a CDA (root {@code ClinicalDocument}) or the metadata of an archive (root
 * {@code SubmitObjectsRequest}). Read as a stream, without any DTD and without any entity but the five of XML; at most 64 MiB,
 * 100 levels, 2,000,000 elements and 100 matricules. A text, however long, is never held: only values of up to 4,096
 * characters are looked at.
 */
final class XmlDocument extends DefaultHandler2 {
    private static final long LARGEST = 64L * 1024 * 1024;
    private static final int DEEPEST = 100;
    private static final int MOST_ELEMENTS = 2_000_000;
    private static final int MOST_MATRICULES = 100;
    private static final int LONGEST_VALUE = 4_096;

    /** NIR, NIA, and those of tests and demonstrations (domain.md §5). */
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

    private XmlDocument(boolean metadata) {
        this.kind = metadata ? Optional.of(Kind.METADATA) : Optional.empty();
    }

    /**
     * What came of reading a file.
     *
     * @param document empty for an XML file of another kind, and for one that is broken before its first element
     * @param broken whether it was not read as far as needed
     */
    record Reading(Optional<HealthDocument> document, boolean broken) {}

    /** @param metadata whether its name says that it is metadata, whatever its root */
    static Reading read(InputStream file, boolean inArchive, boolean metadata) {
        XmlDocument document = new XmlDocument(metadata);
        boolean broken = false;
        try {
            document.run(new BoundedStream(file, LARGEST));
        } catch (NoDocument another) {
            return new Reading(Optional.empty(), false);
        } catch (SAXException | IOException | RuntimeException e) {
            // the JDK's parser answers some broken encodings with exceptions of no kind of its own
            broken = true;
        }
        boolean readable = !broken;
        return new Reading(
                document.kind.map(kind -> new HealthDocument(kind, inArchive, document.matricules, readable)), broken);
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
    public void internalEntityDecl(String name, String text) throws SAXException {
        throw new Unreadable("an entity of its own");
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        throw e;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
        if (path.isEmpty() && kind.isEmpty()) {
            kind = switch (name) {
                case "ClinicalDocument" -> Optional.of(Kind.CDA);
                case "SubmitObjectsRequest" -> Optional.of(Kind.METADATA);
                default -> throw new NoDocument();
            };
        }
        path.push(name);
        elements++;
        if (declaresTypes || path.size() > DEEPEST || elements > MOST_ELEMENTS) {
            throw new Unreadable("a document type, or a bound passed");
        }
        value.setLength(0);
        if (kind.equals(Optional.of(Kind.CDA))) {
            if (isAt("id", "patientRole", "recordTarget", "ClinicalDocument")) {
                String root = attributes.getValue("root");
                String extension = attributes.getValue("extension");
                if (root != null && extension != null && INS_OIDS.contains(root.strip())) {
                    add(extension);
                }
            }
        } else if (name.equals("ExternalIdentifier") && attributes.getValue("value") != null) {
            identifiers(attributes.getValue("value"));
        }
    }

    /** Whether the innermost elements are these, and no other is around them. */
    private boolean isAt(String... names) {
        if (path.size() != names.length) {
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
        if (kind.equals(Optional.of(Kind.METADATA))
                && "Value".equals(path.peek())
                && value.length() + length <= LONGEST_VALUE) {
            value.append(text, start, length);
        }
    }

    @Override
    public void endElement(String uri, String name, String qualified) throws SAXException {
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

    /** An XML file of another kind: nothing more to read. */
    private static final class NoDocument extends SAXException {
        private static final long serialVersionUID = 1L;

        NoDocument() {
            super("another kind of file");
        }
    }
}

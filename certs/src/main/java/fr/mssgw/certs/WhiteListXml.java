package fr.mssgw.certs;

import java.io.InputStream;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The elements and texts of a white list, one after the other, within bounds. Comments and processing instructions are
 * passed over, as if they were not written: a text on both sides of one is one text. No DTD and no entity but the five of
 * XML itself.
 */
final class WhiteListXml {
    /** What comes next. */
    enum Part {
        START,
        END,
        TEXT,
        NOTHING
    }

    static final int DEEPEST = 32;
    static final int MOST_ELEMENTS = 500_000;
    static final int MOST_ATTRIBUTES = 32;

    // where attributes are longer, a prefix list of exclusive canonicalization costs its length for each element
    static final int LONGEST_ATTRIBUTE = 4_096;

    private final Path file;
    private final XMLStreamReader reader;
    private int depth;
    private int elements;

    /** @param file to name in errors */
    WhiteListXml(Path file, InputStream octets) {
        this.file = file;
        try {
            this.reader = factory().createXMLStreamReader(octets);
        } catch (XMLStreamException e) {
            throw notWellFormed(e);
        }
    }

    // one for each document: it holds on to the last that it read
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /** @throws UnusableFile where the document is not well-formed or beyond the bounds */
    Part next() {
        try {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        begin();
                        return Part.START;
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        return Part.END;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                        return Part.TEXT;
                    }
                    case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                    case XMLStreamConstants.END_DOCUMENT -> {
                        return end();
                    }
                    case XMLStreamConstants.DTD ->
                        throw new UnusableFile(file, "a DTD in it, which no white list has; fetch it again");
                    default -> throw new UnusableFile(file, "an entity in it, which no white list has; fetch it again");
                }
            }
            return end();
        } catch (XMLStreamException e) {
            throw notWellFormed(e);
        }
    }

    /** Whoever reads an element to its end relies on there being one. */
    private Part end() throws XMLStreamException {
        if (depth > 0) {
            throw new XMLStreamException("ends inside an element", reader.getLocation());
        }
        return Part.NOTHING;
    }

    private void begin() {
        if (++depth > DEEPEST) {
            throw beyond("elements more than " + DEEPEST + " deep");
        }
        if (++elements > MOST_ELEMENTS) {
            throw beyond("more than " + MOST_ELEMENTS + " elements");
        }
        if (reader.getAttributeCount() + reader.getNamespaceCount() > MOST_ATTRIBUTES) {
            throw beyond("an element of more than " + MOST_ATTRIBUTES + " attributes");
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeValue(i).length() > LONGEST_ATTRIBUTE) {
                throw beyond("an attribute of more than " + LONGEST_ATTRIBUTE + " characters");
            }
        }
    }

    private UnusableFile beyond(String what) {
        return new UnusableFile(file, what + ", which no white list has; fetch it again");
    }

    private UnusableFile notWellFormed(XMLStreamException e) {
        int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
        return new UnusableFile(file, "not well-formed XML, line %d; fetch the white list again".formatted(line), e);
    }

    /** Whether the element that begins is this one of the list's namespace. */
    boolean is(String name) {
        return name.equals(reader.getLocalName()) && WhiteListFile.NAMESPACE.equals(reader.getNamespaceURI());
    }

    /** Adds what the text that came next has, as far as a builder of so many characters takes it. */
    void addText(StringBuilder to, int most) {
        to.append(
                reader.getTextCharacters(),
                reader.getTextStart(),
                Math.min(reader.getTextLength(), most - to.length()));
    }

    boolean isBlank() {
        char[] characters = reader.getTextCharacters();
        for (int i = reader.getTextStart(); i < reader.getTextStart() + reader.getTextLength(); i++) {
            if (characters[i] > ' ') {
                return false;
            }
        }
        return true;
    }

    /** Passes over what is left of the element that began last. */
    void skip() {
        for (int outside = depth - 1; depth > outside; ) {
            next();
        }
    }

    /** Reads to the end, for the bounds alone. */
    void check() {
        while (next() != Part.NOTHING) {
            // each part is judged as it is read
        }
    }
}

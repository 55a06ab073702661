package fr.mssgw.app.discovery;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document being written into memory; every text is escaped by the JDK's writer. */
final class XmlText {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter writer;

    /** What is written between the start and the end of a document. */
    @FunctionalInterface
    interface Content {
        void write(XmlText xml) throws XMLStreamException;
    }

    private XmlText() throws XMLStreamException {
        this.writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    static String document(Content content) {
        try {
            XmlText xml = new XmlText();
            xml.writer.writeStartDocument("UTF-8", "1.0");
            content.write(xml);
            xml.writer.writeEndDocument();
            xml.writer.flush();
            return xml.text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML into memory", e);
        }
    }

    void doctype(String declaration) throws XMLStreamException {
        writer.writeDTD(declaration);
    }

    /** An element with attributes, given as name and value in turn. */
    void element(String name, Content content, String... attributes) throws XMLStreamException {
        writer.writeStartElement(name);
        for (int i = 0; i < attributes.length; i += 2) {
            writer.writeAttribute(attributes[i], attributes[i + 1]);
        }
        content.write(this);
        writer.writeEndElement();
    }

    /** An element whose name space its children inherit. */
    void inNamespace(String namespace, String name, Content content) throws XMLStreamException {
        writer.writeStartElement(name);
        writer.writeDefaultNamespace(namespace);
        content.write(this);
        writer.writeEndElement();
    }

    void leaf(String name, String value) throws XMLStreamException {
        writer.writeStartElement(name);
        writer.writeCharacters(value);
        writer.writeEndElement();
    }

    void empty(String name) throws XMLStreamException {
        writer.writeEmptyElement(name);
    }
}

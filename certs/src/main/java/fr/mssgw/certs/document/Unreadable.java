package fr.mssgw.certs.document;

import org.xml.sax.SAXException;

/** A document that passes a bound or cannot be read. */
final class Unreadable extends SAXException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
        super(message);
    }
}

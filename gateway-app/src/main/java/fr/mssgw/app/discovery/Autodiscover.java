package fr.mssgw.app.discovery;

import fr.mssgw.app.discovery.MailService.Protocol;
import fr.mssgw.app.discovery.MailService.Security;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Outlook's autodiscover, as [MS-OXDSCLI] §2.2 describes the POX request and answer. */
final class Autodiscover {

    private static final String ANSWER = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private static final String OUTLOOK =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private static final String REQUEST =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006";
    private static final int MAX_EVENTS = 100;
    private static final int MAX_TEXT = 512;

    private Autodiscover() {}

    /**
     * The address that a request asks for; empty when it is not exactly such a request. A document type makes it none:
     * no entity is ever looked at. The caller bounds the size.
     */
    static Optional<MssAddress> address(byte[] request) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            // decoded here: for octets that are no UTF-8 the JDK's reader prints lines of its own
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(request))
                    .toString();
            StringReader characters = new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
            return new Request(factory.createXMLStreamReader(characters)).read();
        } catch (CharacterCodingException | XMLStreamException | MalformedAddress e) {
            return Optional.empty();
        }
    }

    /** Walks {@code Autodiscover/Request} and takes its two texts. */
    private static final class Request {

        private final XMLStreamReader reader;
        private int events;
        private Optional<String> address = Optional.empty();
        private String schema = OUTLOOK;

        Request(XMLStreamReader reader) {
            this.reader = reader;
        }

        Optional<MssAddress> read() throws XMLStreamException {
            enter("Autodiscover");
            enter("Request");
            while (tag() == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                String text = text();
                switch (name) {
                    case "EMailAddress" -> {
                        if (address.isPresent()) {
                            throw new XMLStreamException("two addresses");
                        }
                        address = Optional.of(text);
                    }
                    case "AcceptableResponseSchema" -> schema = text;
                    default -> {} // LegacyDN and what later clients add
                }
            }
            if (tag() != XMLStreamConstants.END_ELEMENT) {
                throw new XMLStreamException("something follows Request");
            }
            while (reader.hasNext()) {
                refuseDoctype(reader.next());
            }
            return schema.equals(OUTLOOK) ? address.map(MssAddress::parse) : Optional.empty();
        }

        private void enter(String name) throws XMLStreamException {
            if (tag() != XMLStreamConstants.START_ELEMENT
                    || !reader.getLocalName().equals(name)
                    || !REQUEST.equals(reader.getNamespaceURI())) {
                throw new XMLStreamException(name + " is missing");
            }
        }

        private int tag() throws XMLStreamException {
            while (true) {
                int event = reader.next();
                refuseDoctype(event);
                if (event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT) {
                    return event;
                }
                boolean words = event == XMLStreamConstants.CHARACTERS && !reader.isWhiteSpace();
                if (words || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw new XMLStreamException("text between elements");
                }
            }
        }

        private String text() throws XMLStreamException {
            String text = reader.getElementText().strip();
            if (text.length() > MAX_TEXT) {
                throw new XMLStreamException("a text is too long");
            }
            return text;
        }

        private void refuseDoctype(int event) throws XMLStreamException {
            if (event == XMLStreamConstants.DTD || ++events > MAX_EVENTS) {
                throw new XMLStreamException("a document type, or too much of it");
            }
        }
    }

    static String write(ClientSettings settings, MssAddress user) {
        return XmlText.document(xml -> xml.inNamespace(
                ANSWER,
                "Autodiscover",
                top -> top.inNamespace(OUTLOOK, "Response", response -> {
                    response.element("User", who -> who.leaf("DisplayName", user.wireForm()));
                    response.element("Account", account -> {
                        account.leaf("AccountType", "email");
                        account.leaf("Action", "settings");
                        protocol(account, settings, "IMAP", Protocol.IMAP, user);
                        protocol(account, settings, "SMTP", Protocol.SUBMISSION, user);
                    });
                })));
    }

    private static void protocol(XmlText xml, ClientSettings settings, String type, Protocol protocol, MssAddress user)
            throws XMLStreamException {
        Optional<MailService> best = settings.best(protocol);
        if (best.isEmpty()) {
            return;
        }
        MailService service = best.get();
        xml.element("Protocol", server -> {
            server.leaf("Type", type);
            server.leaf("Server", settings.hostname());
            server.leaf("Port", Integer.toString(service.port()));
            server.leaf("DomainRequired", "off");
            server.leaf("LoginName", user.wireForm());
            server.leaf("SPA", "off");
            server.leaf("SSL", "on");
            server.leaf("Encryption", service.security() == Security.IMPLICIT ? "SSL" : "TLS");
            server.leaf("AuthRequired", "on");
        });
    }
}

package fr.mssgw.app.discovery;

import fr.mssgw.app.discovery.MailService.Protocol;
import fr.mssgw.app.discovery.MailService.Security;
import fr.mssgw.core.identity.MailDomain;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/** Mozilla's autoconfiguration file, version 1.1, which Thunderbird, K-9, Evolution and KMail read. */
final class Autoconfig {

    /** What the client replaces by the address that its user typed. */
    static final String PLACEHOLDER = "%EMAILADDRESS%";

    private Autoconfig() {}

    static String write(ClientSettings settings, MailDomain domain, String userName) {
        return XmlText.document(xml -> xml.element(
                "clientConfig",
                config -> config.element(
                        "emailProvider",
                        provider -> {
                            provider.leaf("domain", domain.name());
                            provider.leaf("displayName", settings.operator());
                            provider.leaf("displayShortName", settings.operator());
                            servers(provider, settings, "incomingServer", "imap", Protocol.IMAP, userName);
                            servers(provider, settings, "outgoingServer", "smtp", Protocol.SUBMISSION, userName);
                        },
                        "id",
                        domain.name()),
                "version",
                "1.1"));
    }

    private static void servers(
            XmlText xml, ClientSettings settings, String element, String type, Protocol protocol, String userName)
            throws XMLStreamException {
        List<MailService> services = settings.all(protocol);
        for (MailService service : services) {
            xml.element(
                    element,
                    server -> {
                        server.leaf("hostname", settings.hostname());
                        server.leaf("port", Integer.toString(service.port()));
                        server.leaf("socketType", service.security() == Security.IMPLICIT ? "SSL" : "STARTTLS");
                        server.leaf("username", userName);
                        if (settings.tokens()) {
                            server.leaf("authentication", "OAuth2"); // the first that the client can do is taken
                        }
                        // the word of the format for a password sent as it is, here inside TLS
                        server.leaf("authentication", "password-cleartext");
                    },
                    "type",
                    type);
        }
    }
}

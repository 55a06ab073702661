package fr.mssgw.app.discovery;

import fr.mssgw.app.discovery.MailService.Protocol;
import fr.mssgw.core.identity.MssAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;

/**
 * A configuration profile with one {@code com.apple.mail.managed} payload, for iOS, iPadOS and macOS. Not signed, and
 * without a password: the device asks for it. The same address gives the same identifiers, so a new one replaces the old.
 */
final class AppleProfile {

    private static final String DOCTYPE = "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
            + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">";

    private AppleProfile() {}

    static String write(ClientSettings settings, MssAddress user, MailService incoming, MailService outgoing) {
        String name = settings.operator() + " : " + user.wireForm();
        return XmlText.document(xml -> {
            xml.doctype(DOCTYPE);
            xml.element(
                    "plist",
                    plist -> plist.element("dict", profile -> {
                        header(profile, settings, user, "Configuration", "profil", name);
                        text(profile, "PayloadOrganization", settings.operator());
                        text(profile, "PayloadDescription", "Règle la messagerie MSSanté de cette adresse.");
                        profile.leaf("key", "PayloadContent");
                        profile.element(
                                "array",
                                contents -> contents.element("dict", mail -> {
                                    header(mail, settings, user, "com.apple.mail.managed", "messagerie", name);
                                    text(mail, "EmailAccountType", "EmailTypeIMAP");
                                    text(mail, "EmailAccountDescription", settings.operator());
                                    text(mail, "EmailAddress", user.wireForm());
                                    server(mail, settings, user, incoming);
                                    server(mail, settings, user, outgoing);
                                    mail.leaf("key", "OutgoingPasswordSameAsIncomingPassword");
                                    mail.empty("true");
                                }));
                    }),
                    "version",
                    "1.0");
        });
    }

    private static void header(
            XmlText xml, ClientSettings settings, MssAddress user, String type, String part, String name)
            throws XMLStreamException {
        String seed = part + " " + settings.hostname() + " " + user.wireForm();
        String uuid = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8))
                .toString()
                .toUpperCase(java.util.Locale.ROOT);
        text(xml, "PayloadType", type);
        xml.leaf("key", "PayloadVersion");
        xml.leaf("integer", "1");
        text(xml, "PayloadIdentifier", settings.hostname() + "." + part + "." + uuid);
        text(xml, "PayloadUUID", uuid);
        text(xml, "PayloadDisplayName", name);
    }

    private static void server(XmlText xml, ClientSettings settings, MssAddress user, MailService service)
            throws XMLStreamException {
        String way = service.protocol() == Protocol.IMAP ? "Incoming" : "Outgoing";
        text(xml, way + "MailServerHostName", settings.hostname());
        xml.leaf("key", way + "MailServerPortNumber");
        xml.leaf("integer", Integer.toString(service.port()));
        // also with STARTTLS: the device then finds out which of the two the port speaks
        xml.leaf("key", way + "MailServerUseSSL");
        xml.empty("true");
        text(xml, way + "MailServerAuthentication", "EmailAuthPassword");
        text(xml, way + "MailServerUsername", user.wireForm());
    }

    private static void text(XmlText xml, String key, String value) throws XMLStreamException {
        xml.leaf("key", key);
        xml.leaf("string", value);
    }
}

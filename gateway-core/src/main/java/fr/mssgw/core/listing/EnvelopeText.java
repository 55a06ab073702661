package fr.mssgw.core.listing;

import fr.mssgw.core.mail.Address;
import fr.mssgw.core.mail.HeaderSection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ENVELOPE (RFC 3501 §7.4.2): encoded words stay as written, Sender and Reply-To default to From. A field that would not
 * fit into the bound is NIL, as where it is missing.
 */
final class EnvelopeText {
    private EnvelopeText() {}

    static byte[] of(HeaderSection header, int most) {
        WireText text = new WireText();
        write(text, header, most);
        return text.toOctets();
    }

    /** @param most octets that may stand in the text with a field */
    static void write(WireText text, HeaderSection header, int most) {
        List<Address> from = addresses(header, "From");
        text.raw("(");
        field(text, header, "Date", most).raw(" ");
        field(text, header, "Subject", most).raw(" ");
        list(text, from, most).raw(" ");
        list(text, orFrom(addresses(header, "Sender"), from), most).raw(" ");
        list(text, orFrom(addresses(header, "Reply-To"), from), most).raw(" ");
        list(text, addresses(header, "To"), most).raw(" ");
        list(text, addresses(header, "Cc"), most).raw(" ");
        list(text, addresses(header, "Bcc"), most).raw(" ");
        field(text, header, "In-Reply-To", most).raw(" ");
        field(text, header, "Message-ID", most).raw(")");
    }

    private static WireText field(WireText text, HeaderSection header, String name, int most) {
        String value = header.octetValue(name).orElse(null);
        return text.value(most, bounded -> bounded.string(value));
    }

    private static List<Address> addresses(HeaderSection header, String name) {
        return Address.parse(String.join(", ", header.octetValues(name)));
    }

    private static List<Address> orFrom(List<Address> addresses, List<Address> from) {
        return addresses.isEmpty() ? from : addresses;
    }

    private static WireText list(WireText text, List<Address> addresses, int most) {
        return text.value(most, bounded -> write(bounded, addresses));
    }

    private static void write(WireText text, List<Address> addresses) {
        text.raw(addresses.isEmpty() ? "NIL" : "(");
        for (Address address : addresses) {
            text.raw("(").string(noneIfEmpty(address.name())).raw(" ");
            text.string(noneIfEmpty(address.route())).raw(" ");
            text.string(address.mailbox()).raw(" ").string(address.host()).raw(")");
        }
        text.raw(addresses.isEmpty() ? "" : ")");
    }

    private static @Nullable String noneIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}

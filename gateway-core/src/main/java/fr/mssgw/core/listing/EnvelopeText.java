package fr.mssgw.core.listing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** ENVELOPE (RFC 3501 §7.4.2): encoded words stay as written, Sender and Reply-To default to From. */
final class EnvelopeText {
    private EnvelopeText() {}

    static byte[] of(PartFields fields) {
        List<Address> from = addresses(fields, "From");
        WireText text = new WireText().raw("(").string(fields.first("Date")).raw(" ");
        text.string(fields.first("Subject")).raw(" ");
        write(text, from).raw(" ");
        write(text, orFrom(addresses(fields, "Sender"), from)).raw(" ");
        write(text, orFrom(addresses(fields, "Reply-To"), from)).raw(" ");
        write(text, addresses(fields, "To")).raw(" ");
        write(text, addresses(fields, "Cc")).raw(" ");
        write(text, addresses(fields, "Bcc")).raw(" ");
        text.string(fields.first("In-Reply-To")).raw(" ");
        return text.string(fields.first("Message-ID")).raw(")").toOctets();
    }

    private static List<Address> addresses(PartFields fields, String name) {
        String value = fields.joined(name);
        return value == null ? List.of() : Address.parse(value);
    }

    private static List<Address> orFrom(List<Address> addresses, List<Address> from) {
        return addresses.isEmpty() ? from : addresses;
    }

    private static WireText write(WireText text, List<Address> addresses) {
        if (addresses.isEmpty()) {
            return text.raw("NIL");
        }
        text.raw("(");
        for (Address address : addresses) {
            text.raw("(").string(noneIfEmpty(address.name())).raw(" ");
            text.string(noneIfEmpty(address.route())).raw(" ");
            text.string(address.mailbox()).raw(" ").string(address.host()).raw(")");
        }
        return text.raw(")");
    }

    private static @Nullable String noneIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}

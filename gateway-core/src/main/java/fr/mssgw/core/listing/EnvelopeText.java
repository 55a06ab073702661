package fr.mssgw.core.listing;

import fr.mssgw.core.mail.Address;
import fr.mssgw.core.mail.HeaderSection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ENVELOPE (RFC 3501 §7.4.2): encoded words stay as written, Sender and Reply-To default to From. */
final class EnvelopeText {
    private EnvelopeText() {}

    static byte[] of(HeaderSection header) {
        List<Address> from = addresses(header, "From");
        WireText text = new WireText()
                .raw("(")
                .string(header.octetValue("Date").orElse(null))
                .raw(" ");
        text.string(header.octetValue("Subject").orElse(null)).raw(" ");
        write(text, from).raw(" ");
        write(text, orFrom(addresses(header, "Sender"), from)).raw(" ");
        write(text, orFrom(addresses(header, "Reply-To"), from)).raw(" ");
        write(text, addresses(header, "To")).raw(" ");
        write(text, addresses(header, "Cc")).raw(" ");
        write(text, addresses(header, "Bcc")).raw(" ");
        text.string(header.octetValue("In-Reply-To").orElse(null)).raw(" ");
        return text.string(header.octetValue("Message-ID").orElse(null))
                .raw(")")
                .toOctets();
    }

    private static List<Address> addresses(HeaderSection header, String name) {
        return Address.parse(String.join(", ", header.octetValues(name)));
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

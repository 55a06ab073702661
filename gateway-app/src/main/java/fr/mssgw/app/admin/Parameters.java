package fr.mssgw.app.admin;

import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a command sent, read strictly. */
record Parameters(Map<String, String> given) {

    private static final int LONGEST_PAGE = 1_000;

    /** Four numbers, or something with a colon, which no host name has. */
    private static final Pattern IP =
            Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,45}");

    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name)).filter(text -> !text.isBlank());
    }

    String required(String name) throws AdminRefusal {
        return text(name).orElseThrow(() -> new AdminRefusal(name + " is missing"));
    }

    boolean yes(String name) {
        return "true".equals(given.get(name));
    }

    long number(String name, long otherwise) throws AdminRefusal {
        String text = text(name).orElse(Long.toString(otherwise));
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new AdminRefusal(name + " is not a number");
        }
    }

    int page() throws AdminRefusal {
        return (int) Math.max(1, Math.min(LONGEST_PAGE, number("limit", 100)));
    }

    QueueId queueId() throws AdminRefusal {
        try {
            return new QueueId(required("id").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal("a queue id is the 16 letters and digits at the end of the 250 reply");
        }
    }

    Optional<MssAddress> address(String name) throws AdminRefusal {
        try {
            return text(name).map(MssAddress::parse);
        } catch (MalformedAddress e) {
            throw new AdminRefusal(name + " is not an address");
        }
    }

    /** An IP address, written as one: nothing is looked up in the DNS. */
    Optional<InetAddress> ip(String name) throws AdminRefusal {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (!IP.matcher(text.get()).matches()) {
                throw new AdminRefusal(name + " is not an IP address");
            }
            return Optional.of(InetAddress.getByName(text.get()));
        } catch (UnknownHostException e) {
            throw new AdminRefusal(name + " is not an IP address");
        }
    }

    /** An address as the operator may see it: patients masked, unless asked for. */
    String shown(MssAddress address) {
        return yes("reveal") ? address.wireForm() : address.toString();
    }
}

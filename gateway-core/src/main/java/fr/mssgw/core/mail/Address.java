package fr.mssgw.core.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One address of a list (RFC 5322 §3.4), read as leniently as mail clients do: this is for showing; the rules read with
 * {@link Mailboxes}. Obsolete forms (§4.4) are read as well: space, comments and quoted strings around the dots of both parts.
 *
 * @param name phrase or comment, encoded words as written; empty without one
 * @param route of RFC 822, such as {@code @a,@b}; empty without one
 * @param mailbox of a group's beginning its name, of its end null
 * @param host null at the beginning and end of a group
 */
public record Address(String name, String route, @Nullable String mailbox, @Nullable String host) {
    /** More are left out. */
    static final int MOST = 2_000;

    private static final Address END_OF_GROUP = new Address("", "", null, null);
    private static final String SPECIALS = "()<>@,;:\\\"[]";
    private static final String AFTER_HOST = "()<>,;:\"@";

    /** @param value of a field, unfolded, each character one octet */
    public static List<Address> parse(String value) {
        List<Address> addresses = new ArrayList<>();
        Tokens tokens = new Tokens(value);
        boolean inGroup = false;
        while (!tokens.atEnd() && addresses.size() < MOST) {
            if (tokens.take(',')) {
                continue;
            }
            if (tokens.take(';')) {
                if (inGroup) {
                    addresses.add(END_OF_GROUP);
                }
                inGroup = false;
                continue;
            }
            tokens.forgetComment();
            Words words = Words.read(tokens, SPECIALS);
            if (tokens.take('<')) {
                addresses.add(inAngles(tokens, words.phrase()));
            } else if (tokens.take(':')) {
                if (!inGroup) {
                    addresses.add(new Address("", "", words.phrase(), null));
                }
                inGroup = true;
            } else if (tokens.take('@')) {
                String host = host(tokens);
                tokens.peek(); // a comment may follow: (name)
                addresses.add(new Address(named(words.before(), tokens), "", words.last(), host));
            } else if (!words.phrase().isEmpty()) {
                addresses.add(new Address("", "", words.phrase(), ""));
            } else {
                tokens.drop();
            }
        }
        if (inGroup) {
            addresses.add(END_OF_GROUP);
        }
        return addresses;
    }

    /** The rest of {@code <route:mailbox@host>}. */
    private static Address inAngles(Tokens tokens, String phrase) {
        StringBuilder route = new StringBuilder();
        while (tokens.peek() == '@' || route.length() > 0 && tokens.peek() == ',') {
            tokens.drop();
            String host = tokens.peek() == '@' ? "" : host(tokens);
            if (!host.isEmpty()) {
                route.append(route.length() > 0 ? ",@" : "@").append(host);
            }
        }
        if (route.length() > 0) {
            tokens.take(':');
        }
        Words words = Words.read(tokens, "<>()@,;:\"");
        String host = tokens.take('@') ? host(tokens) : "";
        tokens.peek(); // a comment may stand before the end
        tokens.upTo('>');
        tokens.peek();
        String name = named(phrase.isEmpty() ? words.before() : phrase, tokens);
        return new Address(name, route.toString(), words.last(), host);
    }

    private static String named(String words, Tokens tokens) {
        return words.isEmpty() ? tokens.comment() : words;
    }

    /** Space and comments around its dots mean nothing (RFC 5322 §4.4). */
    private static String host(Tokens tokens) {
        if (tokens.take('[')) {
            return "[" + tokens.upTo(']') + "]";
        }
        StringBuilder host = new StringBuilder(tokens.run(AFTER_HOST));
        while (tokens.peek() == '.' || host.length() > 0 && host.charAt(host.length() - 1) == '.') {
            String more = tokens.run(AFTER_HOST);
            if (more.isEmpty()) {
                break;
            }
            host.append(more);
        }
        return host.toString();
    }

    /** {@code mailbox@host}, as people write it whatever stands inside; empty where one of both is missing. */
    public Optional<String> spelled() {
        boolean whole = mailbox != null && host != null && !mailbox.isEmpty() && !host.isEmpty();
        return whole ? Optional.of(mailbox + "@" + host) : Optional.empty();
    }
}

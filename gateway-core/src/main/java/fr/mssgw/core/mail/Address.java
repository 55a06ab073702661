package fr.mssgw.core.mail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One address of a list (RFC 5322 §3.4), read as leniently as mail clients do: this is for showing; the rules read with
 * {@link fr.mssgw.core.mail.Mailboxes}.
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
            String words = words(tokens);
            if (tokens.take('<')) {
                addresses.add(inAngles(tokens, words));
            } else if (tokens.take(':')) {
                if (!inGroup) {
                    addresses.add(new Address("", "", words, null));
                }
                inGroup = true;
            } else if (tokens.take('@')) {
                String host = host(tokens);
                tokens.peek(); // a comment may follow: (name)
                addresses.add(new Address(tokens.comment(), "", words, host));
            } else if (!words.isEmpty()) {
                addresses.add(new Address("", "", words, ""));
            } else {
                tokens.drop();
            }
        }
        if (inGroup) {
            addresses.add(END_OF_GROUP);
        }
        return addresses;
    }

    /** Atoms and quoted strings, with one space between two. */
    private static String words(Tokens tokens) {
        StringBuilder words = new StringBuilder();
        while (true) {
            String word = tokens.peek() == '"' ? tokens.quoted() : tokens.run(SPECIALS);
            if (word.isEmpty() && tokens.peek() != '"') {
                return words.toString();
            }
            words.append(words.length() > 0 && !word.isEmpty() ? " " : "").append(word);
        }
    }

    /** The rest of {@code <route:mailbox@host>}. */
    private static Address inAngles(Tokens tokens, String words) {
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
        String mailbox = tokens.peek() == '"' ? tokens.quoted() : tokens.run("<>@,;:\"");
        String host = tokens.take('@') ? host(tokens) : "";
        tokens.upTo('>');
        tokens.peek();
        return new Address(words.isEmpty() ? tokens.comment() : words, route.toString(), mailbox, host);
    }

    private static String host(Tokens tokens) {
        if (tokens.take('[')) {
            return "[" + tokens.upTo(']') + "]";
        }
        return tokens.run("()<>,;:\"@");
    }
}

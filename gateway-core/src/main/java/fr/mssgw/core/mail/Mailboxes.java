package fr.mssgw.core.mail;

import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MalformedMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the mailbox list of From, Sender and Reply-To (RFC 5322 §3.4) as two readers can never understand it
 * differently: no groups, no routes, no quoted local parts, no domain literals, no empty elements, comments only
 * between the tokens and only so deep, nothing between {@code <} and {@code >} but an address. A dot and characters
 * above 127 in an unquoted display name are tolerated.
 *
 * <p>Encoded words are decoded after the list has been taken apart, never before; one that spells an address inside a
 * display name is refused unless it is the mailbox's own.
 */
public final class Mailboxes {
    /** Addresses in one field; far above what From, Sender and Reply-To need. */
    static final int MAX_MAILBOXES = 100;

    static final int MAX_COMMENT_DEPTH = 8;

    private static final String SPECIALS = "()<>[]:;@\\,\"";

    private final String text;
    private int at;

    private Mailboxes(String text) {
        this.text = text;
    }

    /**
     * One mailbox.
     *
     * @param displayName decoded; empty without one
     */
    public record Mailbox(String displayName, MssAddress address) {}

    /**
     * @param value the unfolded value of a field
     * @return at least one
     * @throws MalformedMessage for anything that is not a plain mailbox list
     */
    public static List<Mailbox> parse(String value) throws MalformedMessage {
        return new Mailboxes(value).list();
    }

    private List<Mailbox> list() throws MalformedMessage {
        List<Mailbox> mailboxes = new ArrayList<>();
        while (true) {
            mailboxes.add(mailbox());
            if (at == text.length()) {
                return mailboxes;
            }
            expect(',');
            if (mailboxes.size() == MAX_MAILBOXES) {
                throw malformed("trop d'adresses");
            }
        }
    }

    private Mailbox mailbox() throws MalformedMessage {
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        skipCommentsAndSpace();
        int start = at;
        while (at < text.length() && text.charAt(at) != '<') {
            char c = text.charAt(at);
            if (c == '"') {
                quoted = true;
                separate(name).append(quotedString());
            } else if (c == '@') {
                return bare(start, name, quoted);
            } else {
                separate(name).append(word());
            }
            skipCommentsAndSpace();
        }
        if (at == text.length()) {
            throw malformed("adresse attendue");
        }
        at++;
        int close = text.indexOf('>', at);
        if (close < 0) {
            throw malformed("chevron fermant attendu");
        }
        MssAddress address = address(text.substring(at, close).strip());
        at = close + 1;
        skipCommentsAndSpace();
        return new Mailbox(decoded(name.toString(), address), address);
    }

    /** {@code name@domain} without angle brackets: what came before the @ must be one word directly before it. */
    private Mailbox bare(int start, CharSequence name, boolean quoted) throws MalformedMessage {
        if (quoted || !text.substring(start, at).contentEquals(name)) {
            throw malformed("adresse ambiguë");
        }
        at++;
        int from = at;
        while (at < text.length() && " \t,(<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        MssAddress address = address(name + "@" + text.substring(from, at));
        skipCommentsAndSpace();
        return new Mailbox("", address);
    }

    private static StringBuilder separate(StringBuilder name) {
        return name.length() == 0 ? name : name.append(' ');
    }

    private String word() throws MalformedMessage {
        int from = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c <= ' ' || SPECIALS.indexOf(c) >= 0) {
                break;
            }
            at++;
        }
        if (at == from) {
            throw malformed("caractère inattendu");
        }
        return text.substring(from, at);
    }

    private String quotedString() throws MalformedMessage {
        StringBuilder content = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return content.toString();
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            content.append(c);
        }
        throw malformed("guillemet fermant attendu");
    }

    private void skipCommentsAndSpace() throws MalformedMessage {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                depth++;
                if (depth > MAX_COMMENT_DEPTH) {
                    throw malformed("commentaires trop imbriqués");
                }
            } else if (depth > 0 && c == ')') {
                depth--;
            } else if (depth > 0 && c == '\\') {
                at++;
            } else if (depth == 0 && c != ' ' && c != '\t') {
                return;
            }
            at++;
        }
        if (depth > 0 || at > text.length()) {
            throw malformed("commentaire sans fin");
        }
    }

    private MssAddress address(String written) throws MalformedMessage {
        try {
            MssAddress address = MssAddress.parse(written);
            // "=?utf-8?q?…?=@domain" is a dot-atom, but some readers decode it
            if (address.localPart().contains("=?")) {
                throw malformed("mot encodé dans une adresse");
            }
            return address;
        } catch (MalformedAddress e) {
            throw malformed("adresse mal formée");
        }
    }

    private String decoded(String name, MssAddress address) throws MalformedMessage {
        if (!EncodedWords.occurIn(name)) {
            return name;
        }
        String decoded = EncodedWords.decode(name);
        boolean misleads =
                decoded.chars().anyMatch(Character::isISOControl) || spellsAnotherAddress(decoded, address.wireForm());
        if (misleads) {
            throw malformed("nom encodé trompeur");
        }
        return decoded;
    }

    /** Looks at each run of characters that addresses are made of, once. */
    private static boolean spellsAnotherAddress(String name, String own) {
        int start = 0;
        boolean at = false;
        for (int i = 0; i <= name.length(); i++) {
            boolean within = i < name.length() && isOfAddress(name.charAt(i));
            if (within) {
                // with something before it, and something behind it in the run
                at |= name.charAt(i) == '@' && i > start && i + 1 < name.length() && isOfAddress(name.charAt(i + 1));
            } else {
                if (at && !name.substring(start, i).equalsIgnoreCase(own)) {
                    return true;
                }
                start = i + 1;
                at = false;
            }
        }
        return false;
    }

    private static boolean isOfAddress(char c) {
        return !Character.isWhitespace(c) && "<>\",;:".indexOf(c) < 0;
    }

    private void expect(char wanted) throws MalformedMessage {
        if (text.charAt(at) != wanted) {
            throw malformed("caractère inattendu");
        }
        at++;
    }

    private static MalformedMessage malformed(String what) {
        return new MalformedMessage("liste d'adresses illisible : " + what);
    }
}

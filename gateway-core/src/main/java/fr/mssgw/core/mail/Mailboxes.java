package fr.mssgw.core.mail;

import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.text.Ascii;
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

    private static final String SPECIALS = "()<>[]:;@\\,\"";

    private final Tokens tokens;

    private Mailboxes(String text) {
        this.tokens = new Tokens(text);
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

    /**
     * The same, of a field that a refusal names.
     *
     * @param field its name, of ours
     */
    public static List<Mailbox> parse(String field, String value) throws MalformedMessage {
        try {
            return parse(value);
        } catch (MalformedMessage e) {
            throw new MalformedMessage("champ " + field + " : " + e.reason());
        }
    }

    private List<Mailbox> list() throws MalformedMessage {
        List<Mailbox> mailboxes = new ArrayList<>();
        while (true) {
            mailboxes.add(mailbox());
            boolean last = tokens.atEnd();
            if (tokens.irregular()) {
                throw malformed("commentaire ou guillemets sans fin, ou caractère inattendu");
            }
            if (last) {
                return mailboxes;
            }
            if (!tokens.take(',')) {
                throw malformed("caractère inattendu");
            }
            if (mailboxes.size() == MAX_MAILBOXES) {
                throw malformed("plus de " + MAX_MAILBOXES + " adresses");
            }
        }
    }

    private Mailbox mailbox() throws MalformedMessage {
        StringBuilder name = new StringBuilder();
        boolean oneWord = true;
        while (tokens.peek() != '<') {
            if (tokens.peek() == '@') {
                return bare(name, oneWord);
            }
            boolean quoted = tokens.peek() == '"';
            String word = quoted ? tokens.quoted() : tokens.run(SPECIALS);
            if (word.isEmpty() && !quoted) {
                throw malformed(tokens.atEnd() ? "adresse attendue" : "caractère inattendu");
            }
            oneWord &= name.length() == 0 && !quoted;
            name.append(name.length() == 0 ? "" : " ").append(word);
        }
        tokens.take('<');
        MssAddress address = address(OctetText.stripped(tokens.upTo('>')));
        return new Mailbox(decoded(name.toString(), address), address);
    }

    /** {@code name@domain} without angle brackets: what comes before the @ is one word directly before it. */
    private Mailbox bare(CharSequence name, boolean oneWord) throws MalformedMessage {
        boolean apart = tokens.apart();
        tokens.take('@');
        if (!oneWord || apart || tokens.apart()) {
            throw malformed("adresse ambiguë");
        }
        return new Mailbox("", address(name + "@" + tokens.run(",(<>")));
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
        for (String reading : EncodedWords.readings(name)) {
            if (reading.chars().anyMatch(Character::isISOControl)
                    || spellsAnotherAddress(reading, address.wireForm())) {
                throw malformed("nom encodé trompeur");
            }
        }
        return EncodedWords.decode(name);
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
                if (at && !Ascii.same(name.substring(start, i), own)) {
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

    private static MalformedMessage malformed(String what) {
        return new MalformedMessage("liste d'adresses illisible : " + what);
    }
}

package fr.mssgw.imap.james.list;

import fr.mssgw.core.text.Ascii;
import fr.mssgw.imap.james.connection.FolderNames;
import fr.mssgw.imap.james.list.Asked.Criterion;
import fr.mssgw.imap.james.list.Asked.Item;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.Tag;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.StatusDataItems.StatusItem;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.decode.DecodingException;
import org.apache.james.imap.decode.ImapRequestLineReader;
import org.apache.james.imap.decode.base.AbstractImapCommandParser;

/**
 * Reads LIST with all of RFC 5258 §3, STATUS (RFC 5819 §2), SPECIAL-USE (RFC 6154 §5) and MYRIGHTS (RFC 8440 §3). James
 * 3.8.1 knows one pattern only, and reads options by their first letters.
 */
public final class ListParser extends AbstractImapCommandParser {
    private static final int MOST_PATTERNS = 50;
    private static final int LONGEST_OPTION = 32;

    private static final Map<String, StatusItem> STATUS_ITEMS = Map.ofEntries(
            Map.entry("MESSAGES", StatusItem.MESSAGES),
            Map.entry("RECENT", StatusItem.RECENT),
            Map.entry("UNSEEN", StatusItem.UNSEEN),
            Map.entry("UIDNEXT", StatusItem.UID_NEXT),
            Map.entry("UIDVALIDITY", StatusItem.UID_VALIDITY),
            Map.entry("HIGHESTMODSEQ", StatusItem.HIGHEST_MODSEQ),
            Map.entry("SIZE", StatusItem.SIZE),
            Map.entry("DELETED", StatusItem.DELETED),
            Map.entry("DELETED-STORAGE", StatusItem.DELETED_STORAGE),
            Map.entry("APPENDLIMIT", StatusItem.APPENDLIMIT),
            Map.entry("MAILBOXID", StatusItem.MAILBOXID));

    public ListParser(StatusResponseFactory responses) {
        super(ImapConstants.LIST_COMMAND, responses);
    }

    @Override
    protected ImapMessage decode(ImapRequestLineReader request, Tag tag, ImapSession session) throws DecodingException {
        Set<Criterion> criteria = EnumSet.noneOf(Criterion.class);
        boolean recursive = false;
        boolean extended = request.nextWordChar() == '(';
        if (extended) {
            for (String option : words(request)) {
                switch (option) {
                    case "SUBSCRIBED" -> criteria.add(Criterion.SUBSCRIBED);
                    case "SPECIAL-USE" -> criteria.add(Criterion.SPECIAL_USE);
                    case "RECURSIVEMATCH" -> recursive = true;
                    case "REMOTE" -> {} // there are none, and they would come beside those that are here
                    default -> throw refused("LIST does not select by " + option);
                }
            }
            if (recursive && criteria.isEmpty()) {
                throw refused("RECURSIVEMATCH needs something to match"); // RFC 5258 §3.1
            }
        }
        String reference = reference(request);
        List<String> patterns = new ArrayList<>();
        if (request.nextWordChar() == '(') {
            extended = true;
            request.consume();
            do {
                if (patterns.size() == MOST_PATTERNS) {
                    throw refused("LIST takes " + MOST_PATTERNS + " patterns at most");
                }
                patterns.add(pattern(request));
            } while (request.nextWordChar() != ')');
            request.consume();
        } else {
            patterns.add(pattern(request));
        }
        Set<Item> items = EnumSet.noneOf(Item.class);
        Set<StatusItem> status = EnumSet.noneOf(StatusItem.class);
        if (request.nextWordCharLenient().isPresent()) {
            extended = true;
            if (!word(request).equals("RETURN")) {
                throw refused("only RETURN follows the patterns");
            }
            returned(request, items, status);
        }
        if (criteria.contains(Criterion.SUBSCRIBED)) {
            items.add(Item.SUBSCRIBED);
        }
        request.eol();
        return new Asked(tag, reference, patterns, extended, criteria, recursive, items, status);
    }

    private static void returned(ImapRequestLineReader request, Set<Item> items, Set<StatusItem> status)
            throws DecodingException {
        open(request);
        while (request.nextWordChar() != ')') {
            String option = word(request);
            switch (option) {
                case "SUBSCRIBED" -> items.add(Item.SUBSCRIBED);
                case "MYRIGHTS" -> items.add(Item.MYRIGHTS);
                case "STATUS" -> {
                    items.add(Item.STATUS);
                    for (String name : words(request)) {
                        StatusItem item = STATUS_ITEMS.get(name);
                        if (item == null) {
                            throw refused("STATUS does not know " + name);
                        }
                        status.add(item);
                    }
                }
                case "CHILDREN", "SPECIAL-USE" -> {} // told always
                default -> throw refused("LIST does not return " + option);
            }
        }
        request.consume();
    }

    /** Words in parentheses, in capitals. */
    private static List<String> words(ImapRequestLineReader request) throws DecodingException {
        open(request);
        List<String> words = new ArrayList<>();
        while (request.nextWordChar() != ')') {
            words.add(word(request));
        }
        request.consume();
        return words;
    }

    private static void open(ImapRequestLineReader request) throws DecodingException {
        request.nextWordChar();
        request.consumeChar('(');
    }

    private static String word(ImapRequestLineReader request) throws DecodingException {
        StringBuilder word = new StringBuilder();
        for (char c = request.nextWordChar();
                c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
                c = request.nextChar()) {
            word.append(request.consume());
            if (word.length() > LONGEST_OPTION) {
                throw refused("no option is so long");
            }
        }
        if (word.isEmpty()) {
            throw refused("an option is letters, digits and hyphens");
        }
        return Ascii.upper(word.toString());
    }

    /** {@code list-mailbox} of RFC 3501 §9, decoded. */
    static String pattern(ImapRequestLineReader request) throws DecodingException {
        char first = request.nextWordChar();
        String encoded =
                switch (first) {
                    case '"' -> request.consumeQuoted();
                    case '{' -> request.consumeLiteral(null);
                    default -> bare(request);
                };
        return FolderNames.decoded(encoded);
    }

    static String reference(ImapRequestLineReader request) throws DecodingException {
        return FolderNames.decoded(request.mailboxUTF7());
    }

    private static String bare(ImapRequestLineReader request) throws DecodingException {
        StringBuilder pattern = new StringBuilder();
        for (char c = request.nextChar(); c > ' ' && c < 0x7f && c != ')'; c = request.nextChar()) {
            if (c == '(' || c == '{' || c == '"' || c == '\\') {
                throw refused("a pattern with " + c + " is to be quoted");
            }
            pattern.append(request.consume());
        }
        if (pattern.isEmpty()) {
            throw refused("a pattern is missing");
        }
        return pattern.toString();
    }

    private static DecodingException refused(String why) {
        return new DecodingException(HumanReadableText.ILLEGAL_ARGUMENTS, why);
    }
}

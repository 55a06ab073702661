package fr.mssgw.imap.james;

import fr.mssgw.imap.james.connection.SearchLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.james.imap.api.message.request.SearchKey;

/** How many keys one SEARCH may have, and within how many others: each costs a condition, and each level a call. Pure. */
final class SearchBounds {
    static final ResponseText TOO_MUCH = new ResponseText("LIMIT", SearchLimits.PASSED);

    /** See {@link fr.mssgw.imap.james.mailbox.SearchTooBroad}. */
    static final ResponseText TOO_BROAD = new ResponseText(
            "LIMIT", "trop de messages à relire : cherchez un mot, ou ajoutez une date ou un expéditeur");

    private SearchBounds() {}

    /** @param depth how many parentheses, NOT and OR it stands within */
    private record Open(SearchKey key, int depth) {}

    /** Without recursion, whatever the depth. */
    static boolean arePassedBy(SearchKey search) {
        Deque<Open> open = new ArrayDeque<>();
        // several keys beside one another are a conjunction for James; the client has nested nothing
        open.push(new Open(search, search.getType() == SearchKey.Type.TYPE_AND ? -1 : 0));
        int keys = 0;
        while (!open.isEmpty()) {
            Open one = open.pop();
            keys++;
            if (keys > SearchLimits.MOST_KEYS || one.depth > SearchLimits.DEEPEST) {
                return true;
            }
            if (one.key.getKeys() != null) {
                one.key.getKeys().forEach(key -> open.push(new Open(key, one.depth + 1)));
            }
        }
        return false;
    }
}

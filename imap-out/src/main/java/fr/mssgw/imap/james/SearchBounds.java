package fr.mssgw.imap.james;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.james.imap.api.message.request.SearchKey;

/** How many keys one SEARCH may have, and within how many others: each costs a condition, and each level a call. Pure. */
final class SearchBounds {
    /** Far more than any person enters, or any mail client makes of it. */
    private static final int MOST_KEYS = 500;

    private static final int DEEPEST = 100;

    static final ResponseText TOO_MUCH =
            new ResponseText("LIMIT", "une recherche porte au plus 500 critères, imbriqués au plus 100 fois");

    /** See {@link fr.mssgw.imap.james.mailbox.SearchTooBroad}. */
    static final ResponseText TOO_BROAD = new ResponseText(
            "LIMIT", "trop de messages à relire : cherchez un mot, ou ajoutez une date ou un expéditeur");

    private SearchBounds() {}

    private record Open(SearchKey key, int depth) {}

    /** Without recursion, whatever the depth. */
    static boolean arePassedBy(SearchKey search) {
        Deque<Open> open = new ArrayDeque<>();
        open.push(new Open(search, 1));
        int keys = 0;
        while (!open.isEmpty()) {
            Open one = open.pop();
            keys++;
            if (keys > MOST_KEYS || one.depth > DEEPEST) {
                return true;
            }
            if (one.key.getKeys() != null) {
                one.key.getKeys().forEach(key -> open.push(new Open(key, one.depth + 1)));
            }
        }
        return false;
    }
}

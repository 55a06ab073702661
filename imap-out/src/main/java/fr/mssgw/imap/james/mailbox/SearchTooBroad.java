package fr.mssgw.imap.james.mailbox;

/**
 * Ends a search that no index answers and that would read more messages than one search may. A client asks for less, or
 * with a word.
 */
public final class SearchTooBroad extends RuntimeException {
    private static final long serialVersionUID = 1;

    SearchTooBroad() {
        super("a search without a word would read too many messages", null, false, false);
    }
}

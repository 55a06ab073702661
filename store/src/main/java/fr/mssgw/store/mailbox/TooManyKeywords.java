package fr.mssgw.store.mailbox;

/** A message would have more keywords than it may, or a longer one. */
public final class TooManyKeywords extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    TooManyKeywords() {
        super("a message has at most %d keywords of %d characters"
                .formatted(MessageFlags.MOST_KEYWORDS, MessageFlags.LONGEST_KEYWORD));
    }
}

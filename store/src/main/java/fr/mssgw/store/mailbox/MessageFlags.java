package fr.mssgw.store.mailbox;

import java.util.List;
import java.util.TreeSet;

/**
 * Flags of one message in one folder.
 *
 * @param system bits, see the constants
 * @param keywords sorted, each once
 */
public record MessageFlags(int system, List<String> keywords) {
    public static final int ANSWERED = 1;
    public static final int DELETED = 2;
    public static final int DRAFT = 4;
    public static final int FLAGGED = 8;
    public static final int RECENT = 16;
    public static final int SEEN = 32;

    /** More keywords than this on one message are refused. */
    public static final int MOST_KEYWORDS = 64;

    /** Longer ones are refused too. */
    public static final int LONGEST_KEYWORD = 100;

    public MessageFlags {
        if (keywords.size() > MOST_KEYWORDS || keywords.stream().anyMatch(k -> k.length() > LONGEST_KEYWORD)) {
            throw new TooManyKeywords();
        }
        keywords = List.copyOf(new TreeSet<>(keywords));
    }
}

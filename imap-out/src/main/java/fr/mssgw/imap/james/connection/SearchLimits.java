package fr.mssgw.imap.james.connection;

/** How much one SEARCH may ask for, and what a client is told that asks for more, whoever finds it. */
public final class SearchLimits {
    /** Far more than any person enters, or any mail client makes of it. */
    public static final int MOST_KEYS = 500;

    /** Within how many parentheses, NOT and OR a key may stand. */
    public static final int DEEPEST = 100;

    /** In French, in any characters. */
    public static final String PASSED =
            "une recherche porte au plus " + MOST_KEYS + " critères, imbriqués au plus " + DEEPEST + " fois";

    private SearchLimits() {}
}

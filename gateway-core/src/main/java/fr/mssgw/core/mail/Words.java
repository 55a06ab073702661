package fr.mssgw.core.mail;

/**
 * Words of an address list up to the next special (RFC 5322 §3.2.5, §3.4.1), read so that what follows may make of them
 * a name or the part before {@code @}. The latter may have space and comments around its dots, and quoted strings
 * between them (§4.4).
 *
 * @param phrase all words, one space between two
 * @param before the words that do not belong to the last
 * @param last the last word, with what dots or nothing at all join to it
 */
record Words(String phrase, String before, String last) {
    /** @param specials where a word ends, beside space */
    static Words read(Tokens tokens, String specials) {
        StringBuilder phrase = new StringBuilder();
        StringBuilder last = new StringBuilder();
        int before = 0;
        boolean dot = true;
        while (true) {
            boolean quoted = tokens.peek() == '"';
            boolean apart = tokens.apart();
            String word = quoted ? tokens.quoted() : tokens.run(specials);
            if (word.isEmpty() && !quoted) {
                return new Words(phrase.toString(), phrase.substring(0, before), last.toString());
            }
            if (apart && !dot && !(word.startsWith(".") && !quoted)) {
                before = phrase.length();
                last.setLength(0);
            }
            last.append(word);
            dot = word.endsWith(".") && !quoted;
            phrase.append(phrase.length() > 0 && !word.isEmpty() ? " " : "").append(word);
        }
    }
}

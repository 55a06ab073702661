package fr.mssgw.core.mail;

/** Foreign text made fit for one line: a subject, a name, what a peer answered. */
public final class OneLine {
    private OneLine() {}

    /**
     * The text without control characters and line ends, each run of which becomes one space, and without blanks at its
     * ends; half a surrogate pair becomes U+FFFD.
     *
     * @param longest characters (code points); what is longer is cut and ends in « … »
     */
    public static String of(String text, int longest) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), 2 * longest));
        int count = 0;
        int blanks = 0;
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == ' ') {
                blanks++;
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                gap = true;
            } else {
                int before = line.length() == 0 ? 0 : gap ? Math.max(1, blanks) : blanks;
                if (count + before >= longest) {
                    return line.append('…').toString();
                }
                line.append(" ".repeat(before));
                line.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xFFFD : c);
                count += before + 1;
                blanks = 0;
                gap = false;
            }
        }
        return line.toString();
    }
}

package fr.mssgw.core.masking;

/**
 * Masks matricules INS in text that somebody else wrote, however they are spelled: 13 characters or 15 with the key, in
 * groups of any size, between any number of signs that are neither letter nor digit (spaces, dashes, zero-width characters
 * …), with any Unicode digits, and escaped as {@code %20}, {@code +20} (RFC 3461 §4), {@code =20}, {@code \}{@code u0020},
 * {@code \x20}, {@code \x{20}} (RFC 6533 §3), {@code &#32;}, {@code &nbsp;} or in an encoded word (RFC 2047 §2), however
 * loosely written.
 *
 * <p>The shape decides (sex 1–4, 7 or 8; month 01–12 or 20–99; 2A and 2B as departments), not the key, so that a
 * mistyped matricule is masked as well. In doubt a number is masked; what an operator needs stays readable, see
 * {@link KnownShapes}. Not found are matricules that carry a letter amid their digits, or words for digits,
 * those without a key inside a longer run of digits, such as the 14 of a SIRET, and those that look masked already.
 *
 * <p>Pure. Takes time and memory in proportion to the text; who reads from outside bounds it first.
 */
public final class Matricules {
    /** What follows the sex digit, whichever spelling was masked. */
    static final String STARS = "**************";

    private static final int FEWEST_DIGITS = 12;
    private static final int FEWEST_OF_ADDRESS = 6;

    private Matricules() {}

    /** The text with each matricule replaced by its first digit and 14 asterisks; the text itself where there is none. */
    public static String masked(String text) {
        Findings found = find(text);
        if (found.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int end = 0;
        for (Findings.Span span : found.merged()) {
            masked.append(text, end, span.from()).append(span.first()).append(STARS);
            end = span.to();
        }
        return masked.append(text, end, text.length()).toString();
    }

    /** Whether {@link #masked} would change the text. */
    public static boolean occurIn(String text) {
        return !find(text).isEmpty();
    }

    private static Findings find(String text) {
        Findings found = new Findings();
        if (mayHoldOne(text)) {
            for (Spelling spelling : Spelling.values()) {
                if (spelling.occursIn(text)) {
                    new MatriculeSearch(spelling.read(text), found).run();
                }
            }
        }
        return found;
    }

    /** Most texts hold too few digits, in whichever spelling. */
    private static boolean mayHoldOne(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= '0' && c <= '9' || c >= 0x80) && ++digits >= FEWEST_DIGITS) {
                return true;
            }
        }
        return digits >= FEWEST_OF_ADDRESS && text.indexOf('@') >= 0 || Spelling.ENCODED_WORD.occursIn(text);
    }
}

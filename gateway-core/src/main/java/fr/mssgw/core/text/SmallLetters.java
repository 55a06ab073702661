package fr.mssgw.core.text;

import java.util.Locale;

/**
 * Text of people in lower case, in time that grows with its length. The JDK looks for the words of the whole text at each
 * capital sigma, since one that ends a word has a form of its own: 8,000 of them take nine seconds. Here each becomes
 * {@code σ}, as where texts are compared (RFC 4518, appendix B); and the JDK copies all at each {@code İ}, which becomes two
 * characters. For words of protocols see {@link Ascii}.
 */
public final class SmallLetters {
    private SmallLetters() {}

    public static String of(String text) {
        return text.replace('\u03a3', '\u03c3').replace("\u0130", "i\u0307").toLowerCase(Locale.ROOT);
    }
}

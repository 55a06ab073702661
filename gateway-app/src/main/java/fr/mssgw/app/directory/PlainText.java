package fr.mssgw.app.directory;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text as it is compared: without case, accents, ligatures, hyphens and apostrophes (FHIR R4 §3.1.1.4.8, string). */
final class PlainText {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private PlainText() {}

    static String of(String text) {
        String bare =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        String lower = bare.toLowerCase(Locale.ROOT).replace("œ", "oe").replace("æ", "ae");
        return SEPARATORS.matcher(lower).replaceAll(" ").strip();
    }
}

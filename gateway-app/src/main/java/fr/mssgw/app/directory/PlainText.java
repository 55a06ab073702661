package fr.mssgw.app.directory;

import fr.mssgw.core.text.NormalForm;
import fr.mssgw.core.text.SmallLetters;
import java.util.regex.Pattern;

/** Text as it is compared: without case, accents, ligatures, hyphens and apostrophes (FHIR R4 §3.1.1.4.8, string). */
final class PlainText {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private PlainText() {}

    static String of(String text) {
        String bare = MARKS.matcher(NormalForm.compatible(text)).replaceAll("");
        String lower = SmallLetters.of(bare).replace("œ", "oe").replace("æ", "ae");
        return SEPARATORS.matcher(lower).replaceAll(" ").strip();
    }
}

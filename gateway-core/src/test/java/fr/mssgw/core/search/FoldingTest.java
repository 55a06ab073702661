package fr.mssgw.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import java.text.Normalizer;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldingTest {
    @ParameterizedTest
    @CsvSource({
        "Béatrice NOËL, beatrice noel",
        "'  l’Ordonnance\t du\u00a012 ', l’ordonnance du 12",
        "Cœur ÆON ﬁn, coeur aeon fin",
        "E\u0301te\u0301, ete",
        "dr.martin@demo.mssante.fr, dr.martin@demo.mssante.fr"
    })
    void accentsCaseAndSpaceDoNotCount(String text, String folded) {
        assertThat(Folding.fold(text)).isEqualTo(folded);
    }

    @ParameterizedTest
    @CsvSource({"l’Ordonnance n°12, l ordonnance n 12", "dr.martin@demo.fr, dr martin demo fr", "*** !, ''"})
    void wordsAreRunsOfLettersAndDigits(String text, String words) {
        assertThat(String.join(" ", Folding.words(text))).isEqualTo(words);
    }

    @Property
    void foldedTextIsNotFoldedFurther(@ForAll String text) {
        assertThat(Folding.words(Folding.fold(text))).isEqualTo(Folding.words(text));
    }

    @Property
    void aTextIsFoldedAlikeInOneGoAndInPieces(
            @ForAll
                    @StringLength(max = 200)
                    @Chars({
                        'a', 'I', ' ', '\u00e9', '\u0130', '\u0301', '\u0307', '\u03a3', '\u03c3', '\u00a0', '\ufb01',
                        '\ud835', '\udeba', '\u0345', '\u212a', '\u1e9e', '\u200d', '\t', '\u1100', '\u1161', '\uac00'
                    })
                    String text) {
        assertThat(Folding.fold(text)).isEqualTo(foldedInOneGo(text));
    }

    @Property
    void anyTextIsFoldedAlikeInOneGoAndInPieces(@ForAll String text) {
        assertThat(Folding.fold(text)).isEqualTo(foldedInOneGo(text));
    }

    private static String foldedInOneGo(String text) {
        String lower = apart(apart(text).toLowerCase(Locale.ROOT));
        StringBuilder folded = new StringBuilder();
        for (char c : lower.toCharArray()) {
            int type = Character.getType(c);
            if (type != Character.NON_SPACING_MARK && type != Character.FORMAT) {
                boolean space = Character.isWhitespace(c) || Character.isISOControl(c) || Character.isSpaceChar(c);
                folded.append(space ? ' ' : c);
            }
        }
        String[] with = {
            "\u0153", "oe", "\u00e6", "ae", "\u00df", "ss", "\u00f8", "o", "\u0142", "l", "\u03c2", "\u03c3"
        };
        String plain = folded.toString().replaceAll(" +", " ").strip();
        for (int i = 0; i < with.length; i += 2) {
            plain = plain.replace(with[i], with[i + 1]);
        }
        return plain;
    }

    private static String apart(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0301", "\u0301\u0316", "\uff9e\u0345", "\u03a3", "\u00e9", "\ud834\udd6d", "\ufdfa", "a"})
    void timeGrowsWithTheTextAndNotWithItsSquare(String piece) throws Exception {
        Growth.isLinear(1_000, n -> piece.repeat(n), Folding::fold);
        Growth.isLinear(
                1_000, n -> "\u03a3" + "\u0301".repeat(n) + "\u0316".repeat(n) + piece.repeat(n), Folding::fold);
    }
}

package fr.mssgw.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void aTextIsFoldedAlikeInOneGoAndInRuns(
            @ForAll
                    @StringLength(max = 40)
                    @Chars({
                        'a', 'I', ' ', '\u00e9', '\u0130', '\u0301', '\u0307', '\u03a3', '\u03c3', '\u00a0', '\ufb01',
                        '\ud835', '\udeba', '\u0345', '\u212a', '\u1e9e', '\u200d', '\t', '\u1100', '\u1161', '\uac00'
                    })
                    String text) {
        assertThat(Folding.fold(text)).isEqualTo(Folding.foldWhole(text));
    }

    @Property
    void anyTextIsFoldedAlikeInOneGoAndInRuns(@ForAll String text) {
        assertThat(Folding.fold(text)).isEqualTo(Folding.foldWhole(text));
    }
}

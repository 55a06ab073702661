package fr.mssgw.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
}

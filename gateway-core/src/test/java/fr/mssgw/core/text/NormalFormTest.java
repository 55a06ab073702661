package fr.mssgw.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import java.text.Normalizer;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NormalFormTest {
    /** A form here and as the JDK has it. */
    private record Form(Normalizer.Form name, UnaryOperator<String> here) {
        String ours(String text) {
            return here.apply(text);
        }

        String jdk(String text) {
            return Normalizer.normalize(text, name);
        }
    }

    private static Stream<Form> forms() {
        return Stream.of(
                new Form(Normalizer.Form.NFC, NormalForm::composed),
                new Form(Normalizer.Form.NFD, NormalForm::decomposed),
                new Form(Normalizer.Form.NFKD, NormalForm::compatible));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void eachCharacterComesOutAsTheJdkHasItWhereverItStands(Form form) {
        String before = "\u0435".repeat(63);

        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .mapToObj(c -> before + Character.toString(c))
                        .filter(text -> !form.ours(text).equals(form.jdk(text))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void textOfPeopleComesOutAsTheJdkHasIt(Form form) {
        String[] letters = {
            "e",
            "\u00e9",
            "\u0301",
            "\u0316",
            " ",
            "\u0438",
            "\u0306",
            "\u1112",
            "\u1161",
            "\u11ab",
            "\ud55c",
            "\uff76",
            "\uff9e",
            "\ufb03",
            "\u0bc6",
            "\u0bbe",
            "\ud834\udd5e",
            "\ud834\udd6d",
            "\ud83d\ude00",
            "\u0345",
            "\u212b"
        };
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(300); n > 0; n--) {
                text.append(letters[random.nextInt(letters.length)]);
            }
            assertThat(form.ours(text.toString())).isEqualTo(form.jdk(text.toString()));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void timeGrowsWithTheTextAndNotWithItsSquare(Form form) throws Exception {
        for (String piece :
                new String[] {"\u0301", "\u0301\u0316", "\u1161", "\uff9e\u0345", "\ud834\udd6d", "a\u0301"}) {
            Growth.isLinear(1_000, n -> piece.repeat(n), form::ours);
            Growth.isLinear(1_000, n -> "e" + "\u0301".repeat(n) + "\u0316".repeat(n), form::ours);
        }
    }

    @Test
    void asciiIsTheSameText() {
        String text = "Compte rendu";

        assertThat(NormalForm.composed(text)).isSameAs(text);
    }
}

package fr.mssgw.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmallLettersTest {
    @Test
    void eachCharacterIsThatOfTheJdk() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .mapToObj(Character::toString)
                        .filter(letter -> !SmallLetters.of(letter).equals(letter.toLowerCase(Locale.ROOT))))
                .isEmpty();
        assertThat(SmallLetters.of("\u039f\u0394\u039f\u03a3 \u03a3")).isEqualTo("\u03bf\u03b4\u03bf\u03c3 \u03c3");
    }

    @Test
    void timeGrowsWithTheTextAndNotWithItsSquare() throws Exception {
        Growth.isLinear(1_000, n -> "\u03a3".repeat(n), SmallLetters::of);
        Growth.isLinear(1_000, n -> "\u03a3 \u0130\u0301".repeat(n), SmallLetters::of);
    }
}

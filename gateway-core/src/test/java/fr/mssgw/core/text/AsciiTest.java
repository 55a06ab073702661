package fr.mssgw.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTest {
    @Property
    void textOfAsciiIsFoldedAsTheJdkFoldsIt(
            @ForAll @CharRange(to = '\u007f') @StringLength(max = 20) String one,
            @ForAll @CharRange(to = '\u007f') @StringLength(max = 3) String other) {
        assertThat(Ascii.lower(one)).isEqualTo(one.toLowerCase(Locale.ROOT));
        assertThat(Ascii.upper(one)).isEqualTo(one.toUpperCase(Locale.ROOT));
        assertThat(Ascii.same(one, other)).isEqualTo(one.equalsIgnoreCase(other));
        assertThat(Ascii.startsWith(one + other, other))
                .isEqualTo((one + other).regionMatches(true, 0, other, 0, other.length()));
        assertThat(Ascii.endsWith(one + other, Ascii.upper(other))).isTrue();
        assertThat(Ascii.isAt(one + other, one.length(), Ascii.lower(other))).isTrue();
    }

    @Property
    void noLetterBeyondAsciiBecomesAnother(@ForAll @CharRange(from = '\u0080', to = '\uffff') String text) {
        assertThat(Ascii.lower(text)).isSameAs(text);
        assertThat(Ascii.upper(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u212a", "\u017f", "\u0131", "\u0130", "\u00df"})
    void whatTheJdkTakesForALetterOfAsciiIsNone(String letter) {
        for (String word : new String[] {"k", "s", "i", "I", "SS", "i\u0307"}) {
            assertThat(Ascii.same(letter, word)).isFalse();
        }
    }

    @Test
    void nothingStandsBeforeTheBeginningOrBehindTheEnd() {
        assertThat(Ascii.isAt("ab", -1, "a")).isFalse();
        assertThat(Ascii.isAt("ab", 2, "")).isTrue();
        assertThat(Ascii.isAt("ab", 3, "")).isFalse();
        assertThat(Ascii.endsWith("b", "ab")).isFalse();
    }
}

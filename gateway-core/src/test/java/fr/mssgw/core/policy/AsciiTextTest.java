package fr.mssgw.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsciiTextTest {
    @ParameterizedTest
    @CsvSource({
        "le professionnel a mis fin à cet échange, le professionnel a mis fin a cet echange",
        "Hôpital Œuvre – Ça ira…, Hopital OEuvre - Ca ira...",
        "'RFC 2045 §6.4, n° 3', 'RFC 2045 section 6.4, no 3'",
        "日本 😀, ?? ?",
    })
    void accentsAreDroppedAndSignsSpelledOut(String french, String wire) {
        assertThat(AsciiText.of(french)).isEqualTo(wire);
    }

    @Property
    void anyTextBecomesPrintableAscii(@ForAll String text) {
        assertThat(AsciiText.of(text)).matches("[ -~]*");
    }
}

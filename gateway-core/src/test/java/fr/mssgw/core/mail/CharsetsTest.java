package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharsetsTest {
    private static byte[] octets(String latin) {
        return latin.getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "utf8, UTF-8",
        "UTF_8, UTF-8",
        "Unicode-1-1-utf-8, UTF-8",
        "iso-8859-1, windows-1252",
        "ISO8859_1, windows-1252",
        "latin1, windows-1252",
        "us-ascii, windows-1252",
        "ANSI_X3.4-1968, windows-1252",
        "cp-1252, windows-1252",
        "Windows1252, windows-1252",
        "'  iso-8859-15 ', ISO-8859-15",
        "iso-8859-9, windows-1254",
        "iso-8859-8-i, ISO-8859-8",
        "macintosh, x-MacRoman",
        "x-mac-roman, x-MacRoman",
        "gb2312, GBK",
        "EUC_CN, GBK",
        "shift-jis, windows-31j",
        "ks_c_5601-1987, x-windows-949",
        "iso-2022-jp, ISO-2022-JP",
        "koi8-r, KOI8-R",
        "utf-16le, UTF-16LE",
        "ibm850, IBM850",
    })
    void aNameMeansWhatWritersMeanByIt(String name, String charset) {
        assertThat(Charsets.named(name).map(Charset::name)).contains(charset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "-", "a", "utf-7", "unicode-1-1-utf-7", "x-modified-utf-7", "x-inconnu", "iso-8859-1\0x"
            })
    void aNameThatNobodyKnowsMeansNothing(String name) {
        assertThat(Charsets.named(name)).isEmpty();
    }

    @Test
    void aNameOfAnyLengthIsLookedUpAndNotSearchedFor() {
        long begun = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            assertThat(Charsets.named("a" + i)).isEmpty();
        }
        assertThat(Charsets.named("u".repeat(10_000_000))).isEmpty();

        // a search of the class path takes milliseconds for each
        assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    }

    @Test
    void everyOctetOfLatin1IsTheCharacterThatBrowsersShow() {
        Charset latin = Charsets.named("iso-8859-1").orElseThrow();

        assertThat(Charsets.decode(
                        octets("l\u0092\u0153il".replace("\u0153", "\u009C") + "\u0081\u008D\u008F\u0090\u009D\u00FF"),
                        latin))
                .isEqualTo("l\u2019\u0153il\u0081\u008D\u008F\u0090\u009D\u00FF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-ascii", "ASCII", "x-inconnu", ""})
    void textThatNamesNoCharsetIsUtf8WhereItIsThatElseWindows1252(String name) {
        Optional<String> parameter = name.isEmpty() ? Optional.empty() : Optional.of(name);

        assertThat(Charsets.text("\u00e9t\u00e9 c\u0153ur".getBytes(UTF_8), parameter))
                .isEqualTo("\u00e9t\u00e9 c\u0153ur");
        assertThat(Charsets.text(octets("\u00e9t\u00e9 c\u009Cur"), parameter)).isEqualTo("\u00e9t\u00e9 c\u0153ur");
        assertThat(Charsets.text(octets("\u00e9"), parameter)).isEqualTo("\u00e9");
    }

    @Test
    void textThatIsCutWithinACharacterIsStillUtf8() {
        byte[] whole = "\u00e9t\u00e9 \u20AC \uD83D\uDE00".getBytes(UTF_8);
        for (int length = 2; length <= whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThat(Charsets.text(cut, Optional.empty()))
                    .startsWith("\u00e9")
                    .doesNotContain("\u00C3", "\uFFFD");
        }
    }
}

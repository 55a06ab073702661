package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sans mot encodé | sans mot encodé",
                "=?utf-8?Q?=5BFIN=5D?= | [FIN]",
                "=?UTF-8?B?W0ZJTl0=?= | [FIN]",
                "=?iso-8859-1?Q?R=E9sultat_d'analyse?= | Résultat d'analyse",
                "=?utf-8?Q?deux?= =?utf-8?Q?_mots?= | deux mots",
                "=?utf-8?Q?deux?= et =?utf-8?Q?trois?= | deux et trois",
                "=?utf-8?Q?=C3?= =?utf-8?Q?=A9t=C3=A9?= | été",
                "=?utf-8*fr?Q?=C3=A9t=C3=A9?= | été",
                "=?x-inconnu?Q?a?= | =?x-inconnu?Q?a?=",
                "=?utf-8?B?!!!?= | =?utf-8?B?!!!?=",
                "=?utf-8?Q?=5?= | =5",
                "=?utf-8?Q?a b?= | a b",
                "=?UTF-8?B?W0ZJTl0==?= | [FIN]",
                "=?UTF-8?B?W0ZJTl0?= | [FIN]",
                "=?UTF-8?B?W0ZJ Tl0=?= | [FIN]",
                "=?UTF-8?B?YQ==?= =?UTF-8?B?Yg?= | ab",
                "=?utf-8?Q?Résultat œil?= | Résultat œil",
                "=?iso-8859-1?Q?Résultat_=E9?= | Résultat é",
                "=?utf-8?Q?Quoi ??= | Quoi ?",
                "=?utf-8?Q?a=?= | a=",
                "=?utf-8?Q?a =?utf-8?Q?b?= | =?utf-8?Q?a b",
                "=?iso-8859-1?Q?l=92=9Cil?= | l’œil",
                "=?us-ascii?Q?=E9t=E9?= | été",
                "=?cp-1252?Q?=80?= | €",
                "=?utf-7?Q?+AOk-?= | =?utf-7?Q?+AOk-?=",
                "=?utf-8?B?a!b?= | =?utf-8?B?a!b?=",
            })
    void aSubjectIsDecoded(String written, String read) {
        assertThat(EncodedWords.decode(written)).isEqualTo(read);
    }

    @Test
    void anOctetOutsideItsCharsetIsReplaced() {
        assertThat(EncodedWords.decode("=?utf-8?Q?=FF?=")).isEqualTo("\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?a?q?2?= ",
                "=?a?q?x",
                "=?utf-8?q?x",
                "=?utf-8?b?!",
                "=?utf-8?q?é ",
                "=?",
                "=?a*",
                "=?utf-8?B?=YQ",
                "=?utf-8?q??",
            })
    void aLongFieldIsDecodedInTimeLinearInIt(String piece) {
        String field = piece.repeat(1_000_000 / piece.length()) + "?=";
        long begun = System.nanoTime();

        assertThat(EncodedWords.readings(field)).isNotEmpty();
        assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    }

    @Test
    void aRuleSeesWhatAStrictReaderAndWhatALenientOneShows() {
        assertThat(EncodedWords.readings("a.exe=?utf-8?Q? .pdf?=")).contains("a.exe=?utf-8?Q? .pdf?=", "a.exe .pdf");
        assertThat(EncodedWords.readings("=?utf-8?B?YS5leGU=LnBkZg==?=")).contains("a.exe", "a.exe.pdf");
        assertThat(EncodedWords.readings("plain")).containsExactly("plain");
    }

    @Property
    void everyReadingIsTheSameWhereWordsAreWrittenToTheLetter(@ForAll String text) {
        String word = "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
        assertThat(EncodedWords.readings(word)).containsExactly(new String(text.getBytes(UTF_8), UTF_8));
    }

    @Property
    void anyTextIsDecodedSomehow(@ForAll String text) {
        assertThat(EncodedWords.decode(text)).isNotNull();
    }

    @Property
    void aTextWithoutEncodedWordStaysAsItIs(@ForAll String text) {
        String plain = text.replace("=?", "");
        assertThat(EncodedWords.decode(plain)).isEqualTo(plain);
    }
}

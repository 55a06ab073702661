package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                "=?utf-8?Q?a b?= | =?utf-8?Q?a b?=",
            })
    void aSubjectIsDecoded(String written, String read) {
        assertThat(EncodedWords.decode(written)).isEqualTo(read);
    }

    @Test
    void anOctetOutsideItsCharsetIsReplaced() {
        assertThat(EncodedWords.decode("=?utf-8?Q?=FF?=")).isEqualTo("\uFFFD");
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

package fr.mssgw.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void caseDoesNotCountInAnAddress() {
        assertThat(MssAddress.parse("Claire.MARTIN@Demo.MSSante.FR"))
                .isEqualTo(MssAddress.parse("claire.martin@demo.mssante.fr"))
                .hasToString("claire.martin@demo.mssante.fr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "claire",
                "@demo.mssante.fr",
                "claire@",
                "claire@demo",
                ".claire@demo.mssante.fr",
                "claire.@demo.mssante.fr",
                "claire..martin@demo.mssante.fr",
                "claire martin@demo.mssante.fr",
                "\"claire\"@demo.mssante.fr",
                "claire@[127.0.0.1]",
                "claire@demo.mssante.fr.",
                "claire@-demo.mssante.fr",
                "claire@demo-.mssante.fr",
                "claire@demo..mssante.fr",
                "claire@dém.mssante.fr",
                "clairé@demo.mssante.fr",
                "a@b@demo.mssante.fr",
                "<claire@demo.mssante.fr>",
                "claire@demo.mssante.fr\r\nRCPT TO:<x@y.fr>",
                "claire\0@demo.mssante.fr",
                "\u212ate@demo.mssante.fr",
                "claire@\u212aine.mssante.fr",
                "claire@dem\u017f.mssante.fr",
                "2\u0130@patient.mssante.fr",
            })
    void whatIsNoPlainAddressIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> MssAddress.parse(text))
                .isInstanceOf(MalformedAddress.class)
                .satisfies(e -> assertThat(text.length() < 5 || !e.getMessage().contains(text))
                        .isTrue());
    }

    @Test
    void aLocalPartHasAtMost64OctetsAndADomain253() {
        assertThat(MssAddress.parse("a".repeat(64) + "@demo.mssante.fr").localPart())
                .hasSize(64);
        assertThatThrownBy(() -> MssAddress.parse("a".repeat(65) + "@demo.mssante.fr"))
                .isInstanceOf(MalformedAddress.class);
        String labels = "abcdefghi.".repeat(25);
        assertThat(new MailDomain(labels + "fra").name()).hasSize(253);
        assertThatThrownBy(() -> new MailDomain(labels + "fran")).isInstanceOf(MalformedAddress.class);
        assertThatThrownBy(() -> new MailDomain("a".repeat(64) + ".fr")).isInstanceOf(MalformedAddress.class);
    }

    @Test
    void aParentDomainIsNotItsSubDomain() {
        assertThat(new MailDomain("MSSANTE.fr")).isEqualTo(new MailDomain("mssante.fr"));
        assertThat(new MailDomain("a.mssante.fr")).isNotEqualTo(new MailDomain("mssante.fr"));
    }

    @Test
    void onlyThePatientsDomainMakesAPatient() {
        assertThat(MssAddress.parse("x@patient.mssante.fr").isPatient()).isTrue();
        assertThat(MssAddress.parse("x@a.patient.mssante.fr").isPatient()).isFalse();
    }

    @Property
    void anyTextIsEitherReadOrRefusedAsMalformed(@ForAll String text) {
        try {
            MssAddress read = MssAddress.parse(text);
            assertThat(read.wireForm()).isEqualToIgnoringCase(text);
        } catch (MalformedAddress refused) {
            assertThat(refused.fault()).isEqualTo(MalformedAddress.Fault.SYNTAX);
        }
    }
}

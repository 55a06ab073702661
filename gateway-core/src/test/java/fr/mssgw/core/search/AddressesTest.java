package fr.mssgw.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<anne.roux (secrétariat)@ (hôpital) chu.fr>|anne.roux@chu.fr",
                "Anne Roux <anne . roux @chu.fr>|anne.roux@chu.fr",
                "\"anne.roux\"@chu.fr (Anne)|anne.roux@chu.fr",
                "anne.roux@(ici ou (là \\) bas)) chu . fr|anne.roux@chu.fr",
                "Équipe: anne.roux @chu.fr, bob@chu.fr;|anne.roux@chu.fr",
                "Anne Roux anne.roux @chu.fr|anne.roux@chu.fr",
                "anne.roux@chu.fr, \"anne\" . roux @ chu.fr, bob@chu.fr|",
                "<@relais.fr,@autre.fr:anne.roux@ chu.fr>|anne.roux@chu.fr"
            })
    void anAddressIsSpelledOutOnceWhateverStandsInside(String field, String address) {
        assertThat(Addresses.spelledOut(field)).isEqualTo(address == null ? List.of() : List.of(address));
    }

    @Test
    void whatIsSpelledPlainlyIsNotRepeated() {
        assertThat(Addresses.spelledOut("Anne Roux <anne.roux@chu.fr>, bob@chu.fr (Bob)"))
                .isEmpty();
        assertThat(Addresses.spelledOut("groupe:;")).isEmpty();
        assertThat(Addresses.spelledOut("")).isEmpty();
    }

    @Property
    void anyTextIsTaken(@ForAll String field) {
        List<String> found = Addresses.spelledOut(field);
        assertThat(found).allMatch(address -> address.contains("@")).doesNotHaveDuplicates();
    }
}

package fr.mssgw.imap.james.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainMechanismTest {
    @ParameterizedTest
    @CsvSource({
        "'|bal@x.fr|secret', true",
        "'bal@x.fr|bal@x.fr|secret', true",
        "'BAL@x.fr|bal@x.fr|secret', true",
        "'other@x.fr|bal@x.fr|secret', false",
        "'bal@x.fr|secret', false",
        "'||secret', false",
        "'|bal@x.fr|', false",
        "'|bal@x.fr|secret|', false",
        "'bal@x.fr', false",
        "'', false"
    })
    void exactlyThreeFieldsWithUserAndPasswordAreRead(String fields, boolean read) {
        byte[] response = fields.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
        assertThat(PlainMechanism.parse(response).isPresent()).isEqualTo(read);
    }

    @Property
    void anyOctetsAreReadOrRefused(@ForAll byte[] response) {
        PlainMechanism.parse(response)
                .ifPresent(credential -> assertThat(credential.user()).isNotEmpty());
    }
}

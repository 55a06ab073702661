package fr.mssgw.imap.james.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerMechanismTest {
    @ParameterizedTest
    @CsvSource({
        "'n,a=bal@x.fr,|host=x|port=1|auth=Bearer abc||', true",
        "'n,a=bal@x.fr,|auth=bearer abc|host=x||', true",
        "'n,a=bal@x.fr,|auth=Bearer abc|', false",
        "'n,a=bal@x.fr,|hosts=x|auth=Bearer abc||', false",
        "'n,a=bal@x.fr,|host=x|auth=Basic abc||', false"
    })
    void aTokenIsReadBetweenHostAndPort(String fields, boolean read) {
        assertThat(read(fields)).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({"'host=|', 'host=|', true", "'host=|', 'host=', false", "'port=1|', 'x', false"})
    void howeverOftenTheyAreRepeatedTheStackHolds(String before, String after, boolean read) {
        assertThat(read("n,a=bal@x.fr,|" + before.repeat(50_000) + "auth=Bearer abc|" + after.repeat(50_000) + "|"))
                .isEqualTo(read);
    }

    private static boolean read(String fields) {
        return BearerMechanism.oauthbearer()
                .parse(fields.replace('|', '\1').getBytes(StandardCharsets.UTF_8))
                .isPresent();
    }
}

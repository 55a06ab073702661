package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OctetsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 octets",
        "1023, 1023 octets",
        "1024, 1.0 KiB",
        "1048575, 1.0 MiB",
        "943718, 921.6 KiB",
        "1572864, 1.5 MiB",
        "2147483648, 2.0 GiB",
        "10995116277760, 10.0 TiB"
    })
    void aSizeIsReadWithOneDecimal(long octets, String text) {
        assertThat(Octets.read(octets)).isEqualTo(text);
    }
}

package fr.mssgw.patient.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.People;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.mail.HeaderSection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherPatientsTest {
    private static final String OWN = People.PATIENT.address().wireForm();
    private static final String OTHER = People.OTHER_PATIENT.address().wireForm();

    private static String left(String... fields) throws Exception {
        HeaderSection header = HeaderSection.read(Stage.message(String.join("\r\n", fields), "", ""));
        return new String(
                OtherPatients.hiddenFrom(People.PATIENT.address(), header).render(), StandardCharsets.UTF_8);
    }

    /** OTHER and OWN stand for two patients' addresses, | for a line end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '%',
            value = {
                "To: OWN % To: OWN",
                "To: OWN, OTHER % To: OWN",
                "To: OTHER, OWN % To: OWN",
                "To:| OTHER,| OWN % To:| OWN",
                "To: OTHER % To: undisclosed-recipients:;",
                "Cc: OTHER|To: OWN % To: OWN",
                "To: \"a, b\" <OTHER>, (c, d) OWN % To: (c, d) OWN",
                "To: \"OTHER\" <OWN>, Zoé <c@demo.mssante.fr> % To: Zoé <c@demo.mssante.fr>",
                "To: (voir OTHER) OWN, c@demo.mssante.fr % To: c@demo.mssante.fr",
                "To: =?utf-8?q?OTHER?= <OWN>, c@demo.mssante.fr % To: c@demo.mssante.fr",
                "To: Eux: OTHER, OWN;, c@demo.mssante.fr % To: OWN, c@demo.mssante.fr",
                "To: OWN, \"sans fin <OTHER>, c@demo.mssante.fr % To: OWN",
                "Disposition-Notification-To: OTHER|To: OWN % To: OWN",
                "X-Envelope-To: <OTHER>|To: OWN % To: OWN",
                "X-MSS-AUTRE: OTHER|Subject: OTHER|To: OWN % X-MSS-AUTRE: OTHER|Subject: OTHER|To: OWN",
            })
    void othersGoAndAllElseStaysAsItIsWritten(String written, String expected) throws Exception {
        assertThat(left(filled(written))).isEqualTo(filled(expected) + "\r\n\r\n");
    }

    private static String filled(String text) {
        return text.replace("OTHER", OTHER).replace("OWN", OWN).replace("|", "\r\n");
    }

    @Test
    void spacesCommentsAndCapitalsHideNobody() throws Exception {
        String spelled = OTHER.replace("@", " (chez) @ ").replace("patient", "PATIENT");
        assertThat(left("To: <" + OWN + ">, " + spelled)).isEqualTo("To: <" + OWN + ">\r\n\r\n");
        assertThat(left("To: \"" + OTHER.substring(0, 15) + "\"@patient.mssante.fr, " + OWN))
                .isEqualTo("To: " + OWN + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "a.", "(", "\"", "=?", "<", ",", "@", "@patient.mssante.fr ", "\\"})
    void aFieldOfAnyLengthTakesTimeThatGrowsWithItAlone(String piece) throws Exception {
        HeaderSection half = resent(piece, 8_000);
        HeaderSection whole = resent(piece, 16_000);
        time(whole);
        assertThat(time(whole)).isLessThan(8 * time(half) + 20_000_000L);
    }

    /** In every list that is looked at. */
    private static HeaderSection resent(String piece, int length) {
        String line = piece.repeat(length / piece.length());
        return HeaderSection.lenient(("Resent-Cc: " + line + "\r\nTo: " + line + "\r\nX-Other: " + line + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static long time(HeaderSection header) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            OtherPatients.hiddenFrom(People.PATIENT.address(), header);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}

package fr.mssgw.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskedPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AdminPage PAGE = new MaskedPage(given -> Map.of(
            "messages",
            List.of(Map.of("subject", "CR de 2 79 03 51 215 189 89", "octets", 2790351215189L)),
            "folders",
            Map.of("Patients.279.035.121.518.989 [0a1b2c3d]", 1)));

    @Test
    void everyTextOfAnAnswerIsMaskedAndNumbersStay() throws Exception {
        assertThat(JSON.writeValueAsString(PAGE.answer(Map.of())))
                .contains(
                        "\"CR de 2**************\"",
                        "\"Patients.2************** [0a1b2c3d]\":1",
                        "\"octets\":2790351215189")
                .doesNotContain("2 79", "279.");
    }

    @Test
    void revealShowsItInFull() throws Exception {
        assertThat(JSON.writeValueAsString(PAGE.answer(Map.of("reveal", "true"))))
                .contains("\"CR de 2 79 03 51 215 189 89\"", "Patients.279.035.121.518.989 [0a1b2c3d]");
    }

    @Test
    void aRefusalRepeatsNone() {
        assertThat(new AdminRefusal("no BAL 2.79.03.51.215.189.89@test.mssante.fr"))
                .hasMessage("no BAL 2**************@test.mssante.fr");
    }
}

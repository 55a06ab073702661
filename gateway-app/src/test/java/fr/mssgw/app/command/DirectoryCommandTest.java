package fr.mssgw.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.app.TestOperator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCommandTest {

    @TempDir
    Path directory = Path.of(".");

    @Test
    void theExportIsABundleOfThePharmacies() throws Exception {
        TestOperator operator = new TestOperator(directory);
        operator.replace(
                "bals/pharmacie.yaml",
                "sector: SA33 }",
                "sector: SA33, town: \"L'Haÿ-les-Roses\", postcode: \"94240\" }");
        Path file = directory.resolve("pharmacies.json");
        Ran ran = Ran.of("directory", "export", "--config", operator.config.toString(), "--out", file.toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("1 pharmacies in ");
        JsonNode bundle = new ObjectMapper().readTree(file.toFile());
        assertThat(bundle.path("type").asText()).isEqualTo("collection");
        assertThat(bundle.path("entry")).hasSize(1);
        assertThat(bundle.at("/entry/0/resource/address/0/city").asText()).isEqualTo("L'Haÿ-les-Roses");
        assertThat(bundle.at("/entry/0/resource/telecom/0/value").asText()).isEqualTo("pharmacie@test.mssante.fr");
    }

    @Test
    void aProblemOfTheConfigurationIsToldWithItsLine() {
        TestOperator operator = new TestOperator(directory);
        operator.replace("bals/pharmacie.yaml", "sector: SA33 }", "sector: SA33, postcode: 94 240 }");
        Ran ran = Ran.of("directory", "export", "--config", operator.config.toString());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .contains("bals/pharmacie.yaml:11: structure.postcode: got \"94 240\"; write the 5 digits of the "
                        + "postcode, in quotes");
    }
}

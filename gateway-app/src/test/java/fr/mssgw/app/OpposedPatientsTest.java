package fr.mssgw.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.mssgw.certs.UnusableFile;
import fr.mssgw.config.FileReference;
import fr.mssgw.config.Source;
import fr.mssgw.core.identity.InsAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpposedPatientsTest {

    private static final InsAddress PATIENT = new InsAddress("279035121518989");
    private static final InsAddress OTHER = new InsAddress("179037512151842");

    @TempDir
    Path directory = Path.of(".");

    private OpposedPatients of(String lines) throws Exception {
        Path file = Files.writeString(directory.resolve("oppositions"), lines);
        return new OpposedPatients(
                Optional.of(new FileReference(file, new Source("gateway.yaml", 1, "patients.opposition"))),
                OTHER::equals);
    }

    @Test
    void aPatientOpposesByTheFileOrByTheOperatorsRecord() throws Exception {
        OpposedPatients opposed = of("# registre\n\n2 79 03 51 215 189 89  # courrier du 3 mars\n");
        assertThat(opposed.opposes(PATIENT)).isTrue();
        assertThat(opposed.opposes(OTHER)).isTrue();
        assertThat(opposed.inFile()).isEqualTo(1);
        assertThat(opposed.opposes(new InsAddress("285067512345639"))).isFalse();
    }

    @Test
    void aChangedFileCountsAndABadOneDoesNot() throws Exception {
        OpposedPatients opposed = of("");
        assertThat(opposed.opposes(PATIENT)).isFalse();
        Path file = directory.resolve("oppositions");
        Files.writeString(file, "279035121518989\n");
        await().until(() -> opposed.opposes(PATIENT));
        Files.writeString(file, "12\n");
        assertThat(opposed.opposes(PATIENT)).isTrue();
        assertThatThrownBy(() -> of("\n12\n"))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("line 2: a matricule INS is 15 characters");
    }
}

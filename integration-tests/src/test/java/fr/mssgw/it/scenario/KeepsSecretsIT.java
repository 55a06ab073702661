package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.tour.Narrator;
import fr.mssgw.sandbox.tour.Stage;
import fr.mssgw.sandbox.tour.Story;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must never be written where an operator's log ends up. */
class KeepsSecretsIT {
    private final SandboxFile sandbox = RunningSandbox.file();

    @Test
    void noMatriculeNoPasswordAndNoBodyReachTheLogs() throws IOException {
        // refusals are what is most tempting to log in full
        Story.play(Story.STEPS.subList(0, 6), new Stage(sandbox), new Narrator(new PrintWriter(Writer.nullWriter())));
        String logs;
        try (Stream<Path> files = Files.walk(Path.of(sandbox.operator().log()))) {
            logs = files.filter(Files::isRegularFile).map(KeepsSecretsIT::text).collect(Collectors.joining());
        }
        assertThat(logs).isNotEmpty();
        List<String> matricules =
                sandbox.patients().stream().map(SandboxFile.Patient::ins).toList();
        List<String> passwords = sandbox.accounts().stream()
                .map(SandboxFile.Account::password)
                .filter(Objects::nonNull)
                .toList();
        assertThat(matricules).isNotEmpty().noneMatch(logs::contains);
        String digits = logs.replaceAll("[^0-9A-Za-z]", "");
        assertThat(matricules).noneMatch(matricule -> digits.contains(matricule.substring(0, 13)));
        assertThat(passwords).isNotEmpty().noneMatch(logs::contains);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

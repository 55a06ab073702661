package fr.mssgw.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records of decisions have one form, and their index names each by its title. */
class DecisionRecordsTest {
    private static final Path RECORDS = Path.of("../docs/adr");

    @Test
    void eachRecordHasItsNumberItsStatusAndTheSameParts() throws IOException {
        for (Path record : records()) {
            List<String> lines = Files.readAllLines(record);
            assertThat(lines.get(0)).as("%s", record).matches("# " + number(record) + " — \\p{Lu}.*");
            assertThat(lines.get(2)).as("%s", record).matches("Status: accepted, \\d{4}-\\d\\d-\\d\\d[.;].*");
            assertThat(lines.stream()
                            .filter(line -> line.matches("\\*\\*(Context|Decision|Consequences)\\.\\*\\*.*"))
                            .map(line -> line.replaceFirst("\\.\\*\\*.*", "").substring(2)))
                    .as("%s", record)
                    .containsExactly("Context", "Decision", "Consequences");
            assertThat(lines).as("%s: headings", record).noneMatch(line -> line.startsWith("##"));
        }
    }

    @Test
    void theIndexNamesEachRecordByItsTitle() throws IOException {
        List<String> rows = Files.readAllLines(RECORDS.resolve("README.md")).stream()
                .filter(line -> line.startsWith("| ["))
                .toList();
        List<String> expected = records().stream().map(DecisionRecordsTest::row).toList();

        assertThat(rows).isEqualTo(expected);
    }

    private static String row(Path record) {
        try {
            String title = Files.readAllLines(record).get(0).substring("# 0000 — ".length());
            return "| [%s](%s) | %s |".formatted(number(record), record.getFileName(), title);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String number(Path record) {
        return record.getFileName().toString().substring(0, 4);
    }

    private static List<Path> records() throws IOException {
        try (Stream<Path> files = Files.list(RECORDS)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{4}-.*\\.md"))
                    .sorted()
                    .toList();
        }
    }
}

package fr.mssgw.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads a source, in a comment, a reply of {@code gateway why} or a document, can open it. */
class CitationsTest {
    @Test
    void everythingThatIsCitedIsInTheRepository() throws IOException {
        assertThat(new Citations(Path.of("..")).leadingNowhere()).isEmpty();
    }

    @Test
    void eachKindOfCitationThatLeadsNowhereIsNamed(@TempDir Path root) throws IOException {
        write(root, document("domain"), "## 1. One\nECO.1.1.1\n## 2. Two\n## 4. Four\n");
        write(root, document("references"), "| REF2 | a text |\n\nRFC 5321\n");
        write(root, "docs/adr/0001-known" + ".md", "# One\n");
        write(
                root,
                "core/src/main/java/A.java",
                "// " + document("domain") + "\n    // §1, §2 and §3; " + document("domain") + " §2 to §4, ADR 00"
                        + "01, ADR 00" + "02, REF" + "2 and REF" + "1, ECO.1.1." + "1, ECO.1.1." + "2,\n * "
                        + document("gone") + ", RFC" + " 5321, RFC" + " 5322, contract" + " §4");
        write(root, document("linking"), "[here](domain" + ".md) and [there](images/a.png)\n");

        assertThat(new Citations(root).leadingNowhere())
                .containsExactly(
                        "core/src/main/java/A.java: ADR 00" + "02",
                        "core/src/main/java/A.java: ECO.1.1." + "2",
                        "core/src/main/java/A.java: REF" + "1",
                        "core/src/main/java/A.java: RFC" + " 5322",
                        "core/src/main/java/A.java: contract" + " §4",
                        "core/src/main/java/A.java: " + document("domain") + " §3",
                        "core/src/main/java/A.java: " + document("gone"),
                        document("linking") + ": images/a.png");
    }

    /** Put together here, so that this file cites nothing that is missing. */
    private static String document(String name) {
        return "docs/" + name + ".md";
    }

    private static void write(Path root, String file, String text) throws IOException {
        Path written = root.resolve(file);
        Files.createDirectories(written.getParent());
        Files.writeString(written, text);
    }
}

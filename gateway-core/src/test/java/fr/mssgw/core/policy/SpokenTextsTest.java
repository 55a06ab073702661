package fr.mssgw.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Protocols speak ASCII: no text that we may say to a peer or a client has a sign that becomes a question mark there. */
class SpokenTextsTest {
    private static final List<String> MODULES = List.of(
            "gateway-core", "patient-bridge", "certs", "store", "smtp-in", "smtp-out", "imap-out", "gateway-app");

    /** They know signs that others write. */
    private static final Set<String> READERS = Set.of("Reading.java");

    @Test
    void everyTextOfOursIsSpelledInAsciiWithoutAQuestionMark() throws IOException {
        List<String> lost = new ArrayList<>();
        int texts = 0;
        for (Path file : sources()) {
            for (String text : literals(Files.readString(file))) {
                texts++;
                if (marks(AsciiText.of(text)) > marks(text)) {
                    lost.add(file.getFileName() + ": " + text);
                }
            }
        }
        assertThat(lost).isEmpty();
        assertThat(texts).isGreaterThan(5_000);
    }

    @Test
    void aLiteralIsFoundWhereverItStands() {
        String quote = "\"";
        assertThat(literals("a(" + quote + "é\\" + quote + "x" + quote + "); // " + quote + "no" + quote + "\n'" + quote
                        + "' /* " + quote + " */ " + quote + "b" + quote))
                .containsExactly("é\\\"x", "b");
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !READERS.contains(file.getFileName().toString()))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static long marks(String text) {
        return text.chars().filter(c -> c == '?').count();
    }

    /** The strings of a source, as they are written there, without those in comments. */
    private static List<String> literals(String source) {
        List<String> found = new ArrayList<>();
        int i = 0;
        while (i < source.length()) {
            if (source.startsWith("//", i)) {
                i = after(source, "\n", i);
            } else if (source.startsWith("/*", i)) {
                i = after(source, "*/", i + 2);
            } else if (source.charAt(i) == '"' || source.charAt(i) == '\'') {
                int end = i + 1;
                while (source.charAt(end) != source.charAt(i)) {
                    end += source.charAt(end) == '\\' ? 2 : 1;
                }
                if (source.charAt(i) == '"') {
                    found.add(source.substring(i + 1, end));
                }
                i = end + 1;
            } else {
                i++;
            }
        }
        return found;
    }

    private static int after(String source, String end, int from) {
        int found = source.indexOf(end, from);
        return found < 0 ? source.length() : found + end.length();
    }
}

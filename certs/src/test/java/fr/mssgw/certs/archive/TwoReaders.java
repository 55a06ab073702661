package fr.mssgw.certs.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** The JDK reads a ZIP by either of its directories. */
final class TwoReaders {
    private TwoReaders() {}

    /** Checks that both see the same files as we do, with the same contents. */
    static void assertAgree(byte[] archive, Map<String, String> ours) throws IOException {
        assertThat(contents(byCentralDirectory(archive)))
                .as("by the central directory")
                .containsExactlyInAnyOrderElementsOf(contents(ours));
        assertThat(contents(byLocalHeaders(archive)))
                .as("by the headers before the entries")
                .containsExactlyInAnyOrderElementsOf(contents(ours));
        assertThat(byCentralDirectory(archive)).isEqualTo(byLocalHeaders(archive));
    }

    private static Iterable<String> contents(Map<String, String> entries) {
        return Collections.unmodifiableCollection(entries.values());
    }

    private static Map<String, String> byCentralDirectory(byte[] archive) throws IOException {
        Path file = Files.createTempFile("archive", ".zip");
        Map<String, String> entries = new LinkedHashMap<>();
        try {
            Files.write(file, archive);
            try (ZipFile zip = new ZipFile(file.toFile(), ISO_8859_1)) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        put(entries, entry, in);
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
        return entries;
    }

    private static Map<String, String> byLocalHeaders(byte[] archive) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive), ISO_8859_1)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                put(entries, entry, zip);
            }
        }
        return entries;
    }

    private static void put(Map<String, String> entries, ZipEntry entry, InputStream in) throws IOException {
        byte[] content = in.readAllBytes();
        if (!entry.isDirectory()) {
            entries.put(entry.getName(), new String(content, ISO_8859_1));
        }
    }
}

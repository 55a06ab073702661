package fr.mssgw.certs.archive;

import static fr.mssgw.certs.archive.ZipArchiveTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ArchiveBoundsTest {
    private static byte[] zip(int entries, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry("entrée " + i));
                zip.write(content);
            }
        }
        return out.toByteArray();
    }

    @Test
    void boundsHoldForAllThatLiesWithin() throws IOException {
        assertThat(read(zip(1_000, new byte[1]))).hasSize(1_000);
        assertThatThrownBy(() -> read(zip(1_001, new byte[1])))
                .isInstanceOf(UnreadableArchive.class)
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> read(zip(1, new byte[16 * 1024 * 1024]))).hasMessageContaining("inflates");
        byte[] nested = zip(1, new byte[7]);
        for (int i = 1; i < 3; i++) {
            nested = zip(1, nested);
        }
        readNested(nested);
        byte[] tooDeep = zip(1, nested);
        assertThatThrownBy(() -> readNested(tooDeep)).hasMessageContaining("too deep");
    }

    private static void readNested(byte[] archive) throws IOException {
        ArchiveBounds bounds = new ArchiveBounds();
        new ZipArchive.Visitor() {
            @Override
            public void entry(String name, InputStream content) throws IOException {
                byte[] octets = content.readAllBytes();
                if (ZipArchive.startsLikeOne(octets)) {
                    ZipArchive.read(new ByteArrayInputStream(octets), bounds, this);
                }
            }

            void run() throws IOException {
                ZipArchive.read(new ByteArrayInputStream(archive), bounds, this);
            }
        }.run();
    }
}

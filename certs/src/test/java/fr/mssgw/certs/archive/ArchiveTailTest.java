package fr.mssgw.certs.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArchiveTailTest {
    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void anArchiveAtTheEndOfAFileIsSeen() {
        byte[] picture = new byte[300_000];
        byte[] archive = ZipBytes.of("a.txt", "Bonjour")
                .with(zip -> zip.comment = text("fin"))
                .bytes();
        assertThat(tail(picture).holdsArchive()).isFalse();
        assertThat(tail(picture, archive).isArchive()).isTrue();
        assertThat(tail(picture, archive, new byte[1_000]).isArchive()).isFalse();
        assertThat(tail(picture, archive, new byte[1_000]).holdsArchive()).isTrue();
        assertThat(tail(archive).isArchive()).isTrue();
        assertThat(tail(text("PK\5\6 est la marque d'une archive, et celle-ci n'en est pas une"))
                        .holdsArchive())
                .isFalse();
    }

    private static ArchiveTail tail(byte[]... parts) {
        ArchiveTail tail = new ArchiveTail();
        for (byte[] part : parts) {
            for (int at = 0; at < part.length; at += 8_000) {
                tail.add(part, at, Math.min(8_000, part.length - at));
            }
        }
        return tail;
    }
}

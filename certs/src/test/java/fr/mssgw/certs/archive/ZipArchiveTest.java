package fr.mssgw.certs.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.certs.archive.ZipBytes.Item;
import fr.mssgw.certs.archive.ZipBytes.Little;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ZipArchiveTest {
    private static final byte[] A = "Bonjour".getBytes(UTF_8);
    private static final byte[] B = "Bonsoir, et encore bonsoir, et encore bonsoir".getBytes(UTF_8);

    static Map<String, String> read(byte[] archive) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        ZipArchive.read(
                new ByteArrayInputStream(archive),
                new ArchiveBounds(),
                (name, content) -> entries.put(name, new String(content.readAllBytes(), ISO_8859_1)));
        return entries;
    }

    private static ZipBytes two() {
        return new ZipBytes().deflated("a.txt", A).deflated("b.txt", B);
    }

    private static Arguments readable(String why, ZipBytes archive) {
        return Arguments.of(why, archive.bytes());
    }

    private static Arguments entry(String why, Consumer<Item> change) {
        return Arguments.of(why, two().last(change).bytes());
    }

    private static Arguments archive(String why, Consumer<ZipBytes> change) {
        return Arguments.of(why, two().with(change).bytes());
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] unicodePath(byte[] name, String path) {
        byte[] data = new Little()
                .add(new byte[] {1})
                .u32(ZipBytes.crcOf(name))
                .add(text(path))
                .bytes();
        return ZipBytes.extra(0x7075, data);
    }

    static Stream<Arguments> whatWritersWrite() {
        byte[] zip64 = new Little().u64(B.length).u64(B.length).bytes();
        return Stream.of(
                readable("two entries", two()),
                readable("no entry", new ZipBytes()),
                readable("a stored entry", two().stored("c.txt", B)),
                readable("an empty entry", two().stored("c.txt", new byte[0]).deflated("d", new byte[0])),
                readable("a folder", two().stored("dossier/", new byte[0]).deflated("autre/", new byte[0])),
                readable("a comment", two().with(zip -> zip.comment = text("archive"))),
                entry("a comment of an entry", item -> item.comment = text("PK\5\6")),
                entry("sizes behind the content", item -> item.streamed(true)),
                entry("sizes behind the content, unsigned", item -> item.streamed(false)),
                entry("sizes on both sides of the content", item -> {
                    item.streamed(true);
                    item.size = B.length;
                    item.compressed = item.data.length;
                    item.crc = item.centralCrc;
                }),
                readable("a ZIP64 field reserved for nothing", two().stored("c", B, item -> {
                    item.extra = ZipBytes.extra(1, zip64);
                })),
                readable("a ZIP64 field that was asked for", two().stored("c", B, item -> {
                    item.extra = ZipBytes.extra(1, zip64);
                    item.compressed = 0xFFFFFFFFL;
                    item.size = 0xFFFFFFFFL;
                })),
                readable("ZIP64 sizes in both directories", two().stored("c", B, item -> {
                    item.extra = ZipBytes.extra(1, zip64);
                    item.centralExtra = item.extra;
                    item.compressed = 0xFFFFFFFFL;
                    item.size = 0xFFFFFFFFL;
                    item.centralCompressed = 0xFFFFFFFFL;
                    item.centralSize = 0xFFFFFFFFL;
                })),
                entry("times in the one header only", item -> item.extra = ZipBytes.extra(0x5455, new byte[5])),
                entry("room that a word processor leaves", item -> item.extra = ZipBytes.extra(0xA220, new byte[500])),
                readable("a Unicode path of the same name", two().deflated("dossier", A, item -> {
                    item.name = "Compte rendu d'\u0082t\u0082.pdf".getBytes(ISO_8859_1);
                    item.centralName = item.name;
                    item.extra = unicodePath(item.name, "Compte rendu d'été.pdf");
                    item.centralExtra = item.extra;
                })),
                entry("a Unix file", item -> {
                    item.madeBy = 3 << 8 | 30;
                    item.attributes = 0x81A4_0000L;
                }),
                entry("a level of compression", item -> {
                    item.flags = 6;
                    item.centralFlags = 6;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatWritersWrite")
    void whatWritersWriteIsRead(String why, byte[] archive) throws IOException {
        assertThat(read(archive).values()).allMatch(content -> Stream.of(A, B, new byte[0])
                .anyMatch(known -> new String(known, ISO_8859_1).equals(content)));
        TwoReaders.assertAgree(archive, read(archive));
    }

    static Stream<Arguments> whatCanBeReadInTwoWays() {
        byte[] hidden = new ZipBytes().deflated("cachée.txt", A).bytes();
        return Stream.of(
                archive("octets before the archive", zip -> zip.before = text("x")),
                archive("another archive before it", zip -> zip.before = hidden),
                archive("octets behind the archive", zip -> zip.after = text("x")),
                archive("another archive behind it", zip -> zip.after = hidden),
                archive("octets before the directory", zip -> zip.beforeDirectory = text("PK")),
                archive("an archive before the directory", zip -> zip.beforeDirectory = hidden),
                archive("octets before the end record", zip -> zip.beforeEnd = text("PK")),
                archive(
                        "a signed directory",
                        zip -> zip.beforeEnd =
                                new Little().u32(0x05054b50L).u16(0).bytes()),
                archive(
                        "a ZIP64 end record",
                        zip -> zip.beforeEnd = new Little()
                                .u32(0x06064b50L)
                                .u64(44)
                                .add(new byte[44])
                                .bytes()),
                archive("an end record in the comment", zip -> zip.comment = new ZipBytes().bytes()),
                archive("a disk", zip -> zip.disk = 1),
                archive("a disk of the directory", zip -> zip.directoryDisk = 1),
                archive("more entries on this disk", zip -> zip.moreEntriesHere = 1),
                archive("more entries in all", zip -> zip.moreEntries = 1),
                archive("fewer entries in all", zip -> zip.moreEntries = -1),
                archive("a larger directory", zip -> zip.directorySizeShift = 1),
                archive("a smaller directory", zip -> zip.directorySizeShift = -46),
                archive("a directory elsewhere", zip -> zip.directoryStartShift = -1),
                entry("octets between entries", item -> item.before = text("x")),
                entry("an archive between entries", item -> item.before = hidden),
                entry("another name in the directory", item -> item.centralName = text("c.txt")),
                entry("the name in another case", item -> item.centralName = text("B.txt")),
                entry("an entry that is not in the directory", item -> item.unlisted = true),
                entry("an offset elsewhere", item -> item.offsetShift = 1),
                entry("the offset of another entry", item -> item.offsetShift = -1_000),
                entry("an entry on another disk", item -> item.disk = 1),
                entry("another method in the directory", item -> item.centralMethod = 0),
                entry("other flags in the directory", item -> item.centralFlags = 2),
                entry("another sum in the directory", item -> item.centralCrc++),
                entry("another sum before the content", item -> item.crc++),
                entry("another sum in both", item -> {
                    item.crc++;
                    item.centralCrc++;
                }),
                entry("another size in the directory", item -> item.centralSize--),
                entry("another size in both", item -> {
                    item.size--;
                    item.centralSize--;
                }),
                entry("another compressed size in the directory", item -> item.centralCompressed--),
                entry("a compressed size that ends early", item -> {
                    item.compressed--;
                    item.centralCompressed--;
                }),
                entry("octets behind the compressed content", item -> {
                    item.data = new Little().add(item.data).add(text("x")).bytes();
                    item.compressed++;
                    item.centralCompressed++;
                }),
                entry("content that is not compressed", item -> item.data = B),
                entry("an encrypted entry", item -> {
                    item.flags = 1;
                    item.centralFlags = 1;
                }),
                entry("a method that few readers know", item -> {
                    item.method = 12;
                    item.centralMethod = 12;
                }),
                entry("flags that few readers know", item -> {
                    item.flags = 1 << 5;
                    item.centralFlags = 1 << 5;
                }),
                entry("a descriptor with another sum", item -> {
                    item.streamed(true);
                    item.descriptor[4]++;
                }),
                entry("a descriptor with another size", item -> {
                    item.streamed(false);
                    item.descriptor[8]++;
                }),
                entry("a descriptor, and another size before the content", item -> {
                    item.streamed(true);
                    item.size = 3;
                }),
                entry("a descriptor of eight octets a size", item -> {
                    item.streamed(true);
                    item.descriptor = new Little()
                            .u32(0x08074b50L)
                            .u32(item.centralCrc)
                            .u64(item.centralCompressed)
                            .u64(item.centralSize)
                            .bytes();
                }),
                Arguments.of(
                        "a stored entry that ends by a descriptor",
                        two().stored("c", B, item -> item.streamed(true)).bytes()),
                Arguments.of(
                        "a stored entry with two sizes",
                        two().stored("c", B, item -> {
                                    item.size--;
                                    item.centralSize--;
                                })
                                .bytes()),
                Arguments.of(
                        "a stored entry that ends within its content",
                        two().stored("c", two().bytes(), item -> {
                                    item.size = 40;
                                    item.compressed = 40;
                                    item.centralSize = 40;
                                    item.centralCompressed = 40;
                                })
                                .bytes()),
                entry(
                        "a ZIP64 field with other sizes",
                        item -> item.extra =
                                ZipBytes.extra(1, new Little().u64(1).u64(1).bytes())),
                entry("a ZIP64 field with one size", item -> item.extra = ZipBytes.extra(1, new byte[8])),
                entry(
                        "a ZIP64 field in the directory for no number",
                        item -> item.centralExtra = ZipBytes.extra(
                                1,
                                new Little().u64(B.length).u64(item.data.length).bytes())),
                entry("a ZIP64 field in the directory with another size", item -> {
                    item.centralExtra = ZipBytes.extra(1, new Little().u64(1).bytes());
                    item.centralSize = 0xFFFFFFFFL;
                }),
                entry("a ZIP64 size that is not there", item -> item.centralSize = 0xFFFFFFFFL),
                entry(
                        "a ZIP64 locator in a comment",
                        item -> item.comment = new Little()
                                .u32(0x07064b50L)
                                .u32(0)
                                .u64(0)
                                .u32(1)
                                .bytes()),
                Arguments.of(
                        "a ZIP64 locator in the attributes",
                        new ZipBytes()
                                .deflated("nomdedouzeoc", A, item -> item.attributes = 0x07064b50L)
                                .bytes()),
                entry(
                        "a Unicode path that is another name",
                        item -> item.extra = unicodePath(item.name, "METADATA.XML")),
                entry("the same in the directory", item -> item.centralExtra = unicodePath(item.name, "METADATA.XML")),
                entry("extra fields that do not fill their room", item -> item.extra = new byte[] {1, 2, 3}),
                entry(
                        "an extra field that is longer than its room",
                        item -> item.extra =
                                new Little().u16(0x5455).u16(9).u32(0).bytes()),
                entry("two entries of one name", item -> {
                    item.name = text("a.txt");
                    item.centralName = item.name;
                }),
                entry("two entries of one name, but for the case", item -> {
                    item.name = text("A.TXT");
                    item.centralName = item.name;
                }),
                entry("two entries of one name for a disk", item -> {
                    item.name = text(".//a.txt");
                    item.centralName = item.name;
                }),
                entry("a name with an octet of 0", item -> {
                    item.name = text("b.txt\0.exe");
                    item.centralName = item.name;
                }),
                entry("a name that leaves its folder", item -> {
                    item.name = text("x\\..\\..\\b");
                    item.centralName = item.name;
                }),
                entry("a name from the root", item -> {
                    item.name = text("/etc/passwd");
                    item.centralName = item.name;
                }),
                entry("a name on a drive", item -> {
                    item.name = text("C:b.txt");
                    item.centralName = item.name;
                }),
                entry("no name", item -> {
                    item.name = new byte[0];
                    item.centralName = item.name;
                }),
                entry("a name that is not the UTF-8 that it says", item -> {
                    item.name = new byte[] {(byte) 0xE9};
                    item.centralName = item.name;
                    item.flags = 1 << 11;
                    item.centralFlags = 1 << 11;
                }),
                entry("a link", item -> {
                    item.madeBy = 3 << 8 | 30;
                    item.attributes = 0xA1FF_0000L;
                }),
                Arguments.of(
                        "a folder with content", two().stored("dossier/", A).bytes()),
                Arguments.of("nothing", new byte[0]),
                Arguments.of("an end record alone, cut", java.util.Arrays.copyOf(new ZipBytes().bytes(), 21)),
                Arguments.of("the first part of several", text("PK\7\10PK\3\4")),
                Arguments.of("a text", text("Bonjour tout le monde")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatCanBeReadInTwoWays")
    void whatCanBeReadInTwoWaysIsNot(String why, byte[] archive) {
        assertThatThrownBy(() -> read(archive)).isInstanceOf(UnreadableArchive.class);
    }

    @Test
    void anArchiveIsReadOnlyToItsLastOctet() {
        byte[] archive = two().with(zip -> zip.comment = text("fin")).bytes();
        for (int length = 0; length < archive.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(UnreadableArchive.class);
        }
    }

    @Test
    void aPasswordIsTheReasonThatTheSenderIsTold() {
        byte[] archive = two().last(item -> item.flags = 1).bytes();
        assertThatThrownBy(() -> read(archive))
                .isInstanceOfSatisfying(UnreadableArchive.class, e -> assertThat(e.isEncrypted())
                        .isTrue());
        byte[] aes = two().last(item -> {
                    item.method = 99;
                    item.extra = ZipBytes.extra(0x9901, new byte[7]);
                })
                .bytes();
        assertThatThrownBy(() -> read(aes))
                .isInstanceOfSatisfying(UnreadableArchive.class, e -> assertThat(e.isEncrypted())
                        .isTrue());
    }

    @Test
    void whatAVisitorLeavesOrOverlooksIsReadAllTheSame() throws IOException {
        byte[] good = two().bytes();
        ZipArchive.read(new ByteArrayInputStream(good), new ArchiveBounds(), (name, content) -> {});
        byte[] broken = two().last(item -> item.data = B).bytes();
        assertThatThrownBy(() -> ZipArchive.read(
                        new ByteArrayInputStream(broken),
                        new ArchiveBounds(),
                        (name, content) -> readCarelessly(content)))
                .isInstanceOf(UnreadableArchive.class);
    }

    private static void readCarelessly(InputStream content) {
        try {
            content.readAllBytes();
        } catch (IOException e) {
            // overlooked
        }
    }
}

package fr.mssgw.certs.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.archive.ZipBytes;
import fr.mssgw.core.message.MimeOutline.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentKindTest {
    private static final String METADATA = "IHE_XDM/SUBSET01/METADATA.XML";
    private static final byte[] XML = "<SubmitObjectsRequest/>".getBytes(US_ASCII);

    private static Content kind(byte[] file) throws IOException {
        return ContentKind.of(new ByteArrayInputStream(file), Optional.empty());
    }

    private static Content kind(String file) throws IOException {
        return kind(file.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"utf-8,TEXT", "cp-1252,TEXT", "macintosh,TEXT", "iso-8859-8-i,TEXT", "utf-7,OTHER", "x-inconnu,OTHER"})
    void aTextIsOneInACharsetThatAReaderKnows(String charset, Content kind) throws IOException {
        assertThat(ContentKind.of(new ByteArrayInputStream("Bonjour".getBytes(US_ASCII)), Optional.of(charset)))
                .isEqualTo(kind);
    }

    private static byte[] octets(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }

    private static byte[] joined(byte[]... parts) {
        ZipBytes.Little all = new ZipBytes.Little();
        for (byte[] part : parts) {
            all.add(part);
        }
        return all.bytes();
    }

    /** A compound file with these names in its directory; {@code /} before one makes it a storage. */
    private static byte[] compound(String... names) {
        ByteBuffer file =
                ByteBuffer.allocate(512 + 128 * (names.length + 1) + 2_000).order(ByteOrder.LITTLE_ENDIAN);
        file.put(octets("D0CF11E0A1B11AE1"));
        int at = 512 + 1_024;
        for (String name : names) {
            boolean storage = name.startsWith("/");
            byte[] octets = name.substring(storage ? 1 : 0).getBytes(UTF_16LE);
            file.position(at).put(octets);
            file.putShort(at + 64, (short) (octets.length + 2));
            file.put(at + 66, (byte) (storage ? 1 : 2));
            file.put(at + 67, (byte) 1);
            at += 128;
        }
        return file.array();
    }

    @ParameterizedTest
    @CsvSource({
        "WordDocument 1Table Data, DOC",
        "WordDocument /ObjectPool, DOC",
        "WordDocument /Macros VBA, MACROS",
        "WordDocument /macros, MACROS",
        "/VBA dir, MACROS",
        "_VBA_PROJECT, MACROS",
        "/_VBA_PROJECT_CUR, MACROS",
        "WordDocument /ObjectPool /_1234567890, OBJECTS",
        "CompObj \u0001Ole10Native, OBJECTS",
        "Package, OBJECTS",
        "EncryptionInfo EncryptedPackage, OTHER",
    })
    void aWordDocumentShowsInItsDirectoryWhatItHolds(String names, Content expected) throws IOException {
        assertThat(kind(compound(names.split(" ")))).isEqualTo(expected);
    }

    @Test
    void theWordsOfADocumentAreNotItsDirectory() throws IOException {
        byte[] file = compound("WordDocument");
        System.arraycopy("Macros VBA _VBA_PROJECT".getBytes(UTF_16LE), 0, file, 512, 46);
        System.arraycopy("Macros".getBytes(UTF_16LE), 0, file, 640, 12);
        assertThat(kind(file)).isEqualTo(Content.DOC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}",
                "{\\rtf1{\\*\\objdata 0105}}",
                "{\\rtf1\\objdata0105}",
                "{\\rtf1{\\*\\OBJDATA 0105}}",
                "{\\rtf1{\\object\\objocx}}",
                "{\\rtf1{\\objlink}}",
                "{\\rtf1\\objupdate}",
                "{\\rtf1{\\*\\ob\r\nj\tdata 0105}}",
                "{\\rtf1{\\*\\o\0bjdata 0105}}",
                "{\\rtf1 \\\\\\objdata}",
                "{\\rtf1\\bin1 \\\\objdata}",
            })
    void anRtfWithAnObjectIsSeenHoweverItIsWritten(String file) throws IOException {
        assertThat(kind(file)).isEqualTo(Content.OBJECTS);
        assertThat(kind(file.replace("rtf1", "rtf1 " + "Bonjour. ".repeat(5_000))))
                .isEqualTo(Content.OBJECTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\\rtf1\\ansi Bonjour}",
                "{\\rtf1 C:\\\\objets\\\\photo}",
                "{\\rtf1 {\\b objet} : objdata}",
                "{\\rtf1 fin\\\nobjet suivant}",
                "{\\rtf1\\o\\b j}",
                "{\\rtf1{\\pict\\pngblip\\bin3 abc} objet}",
            })
    void theWordsOfAnRtfAreNoObject(String file) throws IOException {
        assertThat(kind(file)).isEqualTo(Content.RTF);
    }

    @ParameterizedTest
    @CsvSource({
        "FF D8 FF E0 00 10, JPEG",
        "49 49 2A 00 08, TIFF",
        "89 50 4E 47 0D 0A 1A 0A 00, PNG",
        "25 50 44 46 2D 31, PDF",
        "7B 5C 72 74 66 31, RTF",
        "D0 CF 11 E0 A1 B1 1A E1 00, DOC",
    })
    void aFileWithAnArchiveBehindItHidesOne(String hexadecimal, Content alone) throws IOException {
        byte[] file = Arrays.copyOf(octets(hexadecimal), 200_000);
        assertThat(kind(file)).isEqualTo(alone);
        byte[] archive = ZipBytes.of("virus.exe", "MZ").bytes();
        assertThat(kind(joined(file, archive))).isEqualTo(Content.HIDDEN_ARCHIVE);
        assertThat(kind(joined(file, archive, new byte[300]))).isEqualTo(Content.HIDDEN_ARCHIVE);
    }

    private static ZipBytes xdm() {
        return ZipBytes.of("INDEX.HTM", "<!DOCTYPE html><html><p>Résumé</html>")
                .deflated("README.TXT", "Bonjour\r\n".getBytes(ISO_8859_1))
                .stored("IHE_XDM/", new byte[0])
                .deflated(METADATA, XML);
    }

    @ParameterizedTest
    @CsvSource({
        "DOC0001.XML, 3C 61 2F 3E",
        "DOC0001.PDF, 25 50 44 46 2D 31",
        "DOC0001, 3C 61 2F 3E",
        "DOC0001, 25 50 44 46 2D 31",
        "STYLE.XSL, 3C 61 2F 3E",
        "STYLE.CSS, 61",
        "LOGO.GIF, 47 49 46 38 39 61 00",
        "IMAGE.JPG, FF D8 FF E0 00 10",
        "LETTRE.RTF, 7B 5C 72 74 66 31",
        "LETTRE.DOC, D0 CF 11 E0 A1 B1 1A E1 00",
    })
    void anXdmArchiveHoldsDocumentsAndWhatShowsThem(String name, String hexadecimal) throws IOException {
        assertThat(kind(xdm().stored("IHE_XDM/SUBSET01/" + name, octets(hexadecimal))
                        .bytes()))
                .isEqualTo(Content.IHE_XDM);
    }

    @ParameterizedTest
    @CsvSource({
        "VIRUS.EXE, 4D 5A 90 00 03",
        "DOC0001.PDF, 4D 5A 90 00 03",
        "DOC0001, 4D 5A 90 00 03",
        "DOC0001, 7F 45 4C 46 02",
        "DOC0001.XML, CF FA ED FE 07 00",
        "DOC0001.TXT, 23 21 2F 62 69 6E 2F 73 68",
        "DOC0001.PDF.BAT, 65 63 68 6F",
        "AUTORUN.INF, 5B 5D",
        "PAGE.JS, 61",
        "DOC0001.PDF, D0 CF 11 E0 A1 B1 1A E1 00",
        "DOC0001.DOCX, 50 4B 03 04",
        "DOC0001.PDF, 50 4B 03 04 0A 00",
        "AUTRE.ZIP, 61",
        "LETTRE.RTF, 7B 5C 72 74 66 31 5C 6F 62 6A 65 6D 62",
        "VIRUS.BAT., 65 63 68 6F",
        "A.TXT:B, 61",
    })
    void anXdmArchiveWithAnotherFileIsToldFromOneWithout(String name, String hexadecimal) throws IOException {
        assertThat(kind(xdm().stored("IHE_XDM/SUBSET01/" + name, octets(hexadecimal))
                        .bytes()))
                .isEqualTo(Content.XDM_WITH_OTHERS);
    }

    @Test
    void anotherArchiveIsToldFromOneThatCannotBeRead() throws IOException {
        assertThat(kind(ZipBytes.of("IHE_XDM/METADATA.XML", "<a/>").bytes())).isEqualTo(Content.ARCHIVE);
        assertThat(kind(new ZipBytes().bytes())).isEqualTo(Content.ARCHIVE);
        assertThat(kind(xdm().last(item -> item.centralName = "autre".getBytes(US_ASCII))
                        .bytes()))
                .isEqualTo(Content.UNREADABLE_ARCHIVE);
        byte[] archive = xdm().bytes();
        assertThat(kind(Arrays.copyOf(archive, archive.length - 3))).isEqualTo(Content.UNREADABLE_ARCHIVE);
        assertThat(kind(joined(archive, new byte[1]))).isEqualTo(Content.UNREADABLE_ARCHIVE);
    }

    @Property(tries = 500)
    void anyFileIsOfSomeKind(@ForAll byte[] octets, @ForAll @IntRange(max = 5) int start) throws IOException {
        byte[] mark =
                switch (start) {
                    case 0 -> "{\\rtf1".getBytes(US_ASCII);
                    case 1 -> octets("D0CF11E0A1B11AE1");
                    case 2 -> "PK\3\4".getBytes(US_ASCII);
                    case 3 -> octets("FFD8FF");
                    case 4 -> octets("FFFE");
                    default -> new byte[0];
                };
        assertThat(kind(joined(mark, octets))).isNotNull();
    }

    @Test
    void timeGrowsNoFasterThanTheFile() throws IOException {
        for (String piece : new String[] {"\\ob ", "PK\5\6", "\\\\", "{\\*\\o"}) {
            long once = time("{\\rtf1" + piece.repeat(200_000));
            long fourTimes = time("{\\rtf1" + piece.repeat(800_000));
            assertThat(fourTimes).isLessThan(8 * once + 100_000_000L);
        }
    }

    private static long time(String file) throws IOException {
        byte[] octets = file.getBytes(ISO_8859_1);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(kind(octets)).isEqualTo(Content.RTF);
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
}

package fr.mssgw.certs.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingMimeReaderTest {
    private final StreamingMimeReader reader = new StreamingMimeReader(TestSpool.open());

    private MimeOutline outlineOfCrlf(String message) throws Exception {
        String wire = message.replace("\n", "\r\n");
        return reader.outline(RawMessage.of(wire.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String mixed(String... parts) {
        return "From: a@b.fr\nContent-Type: multipart/mixed; boundary=lim\n\n--lim\n" + String.join("\n--lim\n", parts)
                + "\n--lim--\n";
    }

    private static String attached(String name, byte[] content) {
        return "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"" + name
                + "\"\nContent-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(content);
    }

    private static byte[] octets(String hexadecimal) {
        return java.util.HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }

    @Test
    void aPlainTextHasNoFile() throws Exception {
        assertThat(outlineOfCrlf("Subject: x\n\nBonjour\n")).isEqualTo(MimeOutline.WITHOUT_FILES);
    }

    @Test
    void filesAreNamedWhateverTheWayTheirNameIsWritten() throws Exception {
        MimeOutline outline = outlineOfCrlf(mixed(
                "Content-Type: text/plain\n\nBonjour",
                "Content-Type: application/pdf; name=\"=?utf-8?Q?r=C3=A9sum=C3=A9.pdf?=\"\n\n%PDF-1.4",
                "Content-Type: text/plain\nContent-Disposition: attachment;\n filename*0*=utf-8''r%C3%A9;\n"
                        + " filename*1=sultat.txt\n\nvu",
                "Content-Type: image/jpeg\nContent-Disposition: inline; filename=photo.jpg\n\n\u00ff\u00d8\u00ff\u00e0",
                "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"));
        assertThat(outline.files())
                .extracting(file -> new File(file.name(), file.declaredType(), file.content()))
                .containsExactly(
                        new File("résumé.pdf", "application/pdf", Content.PDF),
                        new File("résultat.txt", "text/plain", Content.TEXT),
                        new File("photo.jpg", "image/jpeg", Content.JPEG),
                        new File("", "text/calendar", Content.TEXT));
    }

    @Test
    void theSameFileHasTheSameDigestHoweverItIsEncoded() throws Exception {
        byte[] text = "Ordonnance\r\n".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
        String otherwise = "Content-Type: text/plain; name=a.txt\nContent-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(text);
        MimeOutline outline = outlineOfCrlf(mixed(attached("b.txt", text), otherwise, attached("c.txt", octets("41"))));
        assertThat(outline.files()).extracting(File::sha256).satisfies(digests -> {
            assertThat(digests.get(0)).hasSize(64).isEqualTo(digests.get(1));
            assertThat(digests.get(2)).isNotEqualTo(digests.get(0));
        });
    }

    @Test
    void aPartWithTwoNamesIsJudgedUnderBoth() throws Exception {
        MimeOutline outline = outlineOfCrlf(
                mixed(
                        "Content-Type: application/pdf; name=virus.exe\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-"));
        assertThat(outline.files()).extracting(File::name).containsExactly("a.pdf", "virus.exe");
    }

    @ParameterizedTest
    @CsvSource({
        "FF D8 FF E0 00 10, JPEG",
        "49 49 2A 00 08, TIFF",
        "4D 4D 00 2A 00, TIFF",
        "89 50 4E 47 0D 0A 1A 0A 00, PNG",
        "0D 0A 25 50 44 46 2D 31, PDF",
        "7B 5C 72 74 66 31, RTF",
        "D0 CF 11 E0 A1 B1 1A E1 00, DOC",
        "42 6F 6E 6A 6F 75 72 20 E9, TEXT",
        "FF FE 42 00 6F 00, TEXT",
        "4D 5A 90 00 03, OTHER",
        "50 4B 03 04 00 00, UNREADABLE_ARCHIVE",
        "42 6F 00 6E, OTHER",
    })
    void theFirstOctetsTellWhatAFileIs(String hexadecimal, Content expected) throws Exception {
        assertThat(outlineOfCrlf(mixed(attached("fichier", octets(hexadecimal))))
                        .files())
                .extracting(File::content)
                .containsExactly(expected);
    }

    @Test
    void aControlCharacterFarIntoTheFileIsSeen() throws Exception {
        byte[] text = "ligne\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
        assertThat(outlineOfCrlf(mixed(attached("a.txt", text))).files().get(0).content())
                .isEqualTo(Content.TEXT);
        text[text.length - 10] = 0;
        assertThat(outlineOfCrlf(mixed(attached("a.txt", text))).files().get(0).content())
                .isEqualTo(Content.OTHER);
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("<a/>".getBytes(StandardCharsets.US_ASCII));
                zip.closeEntry();
            }
        }
        return octets.toByteArray();
    }

    @Test
    void anXdmArchiveIsKnownByItsEntries() throws Exception {
        byte[] xdm = zip("README.TXT", "IHE_XDM/SUBSET01/METADATA.XML", "IHE_XDM/SUBSET01/DOC0001.XML");
        byte[] other = zip("virus.exe", "IHE_XDM/METADATA.XML");
        byte[] leaving = zip("IHE_XDM/SUBSET01/METADATA.XML", "../../etc/passwd");
        byte[] cut = java.util.Arrays.copyOf(xdm, xdm.length - 3);
        MimeOutline outline = outlineOfCrlf(mixed(
                attached("IHE_XDM.zip", xdm),
                attached("IHE_XDM.zip", other),
                attached("IHE_XDM.zip", leaving),
                attached("IHE_XDM.zip", cut)));
        assertThat(outline.files())
                .extracting(File::content)
                .containsExactly(
                        Content.IHE_XDM, Content.ARCHIVE, Content.UNREADABLE_ARCHIVE, Content.UNREADABLE_ARCHIVE);
    }

    @Test
    void aLargeXdmArchiveIsReadAsAStream() throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets)) {
            zip.setLevel(0);
            for (int i = 0; i < 50; i++) {
                zip.putNextEntry(new ZipEntry("IHE_XDM/SUBSET01/DOC" + i + ".XML"));
                zip.write(" ".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
            }
            zip.putNextEntry(new ZipEntry("ihe_xdm/subset01/metadata.xml"));
        }
        assertThat(outlineOfCrlf(mixed(attached("IHE_XDM.zip", octets.toByteArray())))
                        .files()
                        .get(0)
                        .content())
                .isEqualTo(Content.IHE_XDM);
    }

    @Test
    void filesOfAttachedMessagesAreSeenToo() throws Exception {
        MimeOutline outline = outlineOfCrlf(mixed("Content-Type: message/rfc822\n\n"
                + mixed("Content-Type: text/plain\n\nvu", attached("a.exe", new byte[1]))
                        .replace("lim", "autre")));
        assertThat(outline.files()).extracting(File::name).containsExactly("a.exe");
    }

    @Test
    void anAttachedMessageWithANameIsAFile() throws Exception {
        MimeOutline outline = outlineOfCrlf(mixed(
                "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=m.eml\n\nSubject: y\n\nvu"));
        assertThat(outline.files()).containsExactly(new File("m.eml", "message/rfc822", Content.OTHER));
    }

    @Test
    void theSignatureOfASignedMessageIsNoFile() throws Exception {
        String signed = mixed("Content-Type: text/plain\n\nvu", attached("smime.p7s", new byte[3]))
                .replace("multipart/mixed", "multipart/signed")
                .replace("application/octet-stream", "application/pkcs7-signature");
        assertThat(outlineOfCrlf(signed).files()).isEmpty();
        assertThat(outlineOfCrlf(signed.replace("smime.p7s", "virus.exe")).files())
                .hasSize(1);
        assertThat(outlineOfCrlf(signed.replace("multipart/signed", "multipart/mixed"))
                        .files())
                .hasSize(1);
    }

    @Test
    void whatIsCalledASignatureAnywhereElseIsAFile() throws Exception {
        String signature = "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nMZ";
        String text = "Content-Type: text/plain\n\nvu";
        for (String[] parts :
                List.of(new String[] {signature, text}, new String[] {text, signature, text}, new String[] {
                    text, mixed(text, signature).replace("lim", "autre")
                })) {
            assertThat(outlineOfCrlf(mixed(parts).replaceFirst("multipart/mixed", "multipart/signed"))
                            .files())
                    .extracting(File::name)
                    .containsExactly("smime.p7s");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message/delivery-status",
                "message/global-delivery-status",
                "message/disposition-notification",
                "message/global-disposition-notification",
                "message/global-headers",
                "message/rfc822-headers",
                "text/rfc822-headers",
                "text/calendar",
                "text/plain\nContent-Disposition: attachment",
                "text/html\nContent-Disposition: piece-jointe",
                "text/plain; name=x"
            })
    void aPartThatSomeReaderOffersAsAFileIsOneInAReportToo(String type) throws Exception {
        String report = mixed("Content-Type: text/plain\n\nlu", "Content-Type: " + type + "\n\nMZ")
                .replace("multipart/mixed", "multipart/report");
        assertThat(outlineOfCrlf(report).files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "text/plain\nContent-Disposition: inline", "text/html\nContent-Disposition: INLINE"
            })
    void aTextThatIsShownIsNoFile(String type) throws Exception {
        assertThat(outlineOfCrlf(mixed("Content-Type: " + type + "\n\nvu")).files())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html"})
    void aFileAmidTheLinesOfATextIsOne(String type) throws Exception {
        String text = Base64.getMimeEncoder(76, new byte[] {'\n'})
                .encodeToString(
                        "vu\r\nbegin 644 virus.exe\r\n#0V%T\r\n`\r\nend\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(outlineOfCrlf(mixed("Content-Type: " + type + "\nContent-Transfer-Encoding: base64\n\n" + text))
                        .files())
                .containsExactly(new File("virus.exe", type, Content.OTHER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inline (; filename=\"virus.exe\"; x=)",
                "inline, filename=\"virus.exe\"",
                "\"attachment\"",
                "attachment; filename*0=a.txt; filename*0=virus.js",
                "attachment; x=a\"; filename=a.txt; y=\"; filename=virus.js; z=\""
            })
    void aFileWhoseDispositionHidesItFromSomeReadersRefusesTheMessage(String disposition) {
        assertThatThrownBy(() -> outlineOfCrlf(
                        mixed("Content-Type: text/plain\nContent-Disposition: " + disposition + "\n\nMZ")))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("Content-Disposition");
    }

    @Test
    void boundsAndAmbiguitiesAreRefusedInFrench() {
        String deep = "vu";
        for (int i = 0; i < 25; i++) {
            deep = "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s\n--b%d--\n".formatted(i, i, deep, i);
        }
        String tooDeep = deep;
        assertThatThrownBy(() -> outlineOfCrlf(tooDeep))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("message illisible : plus de 20 niveaux imbriqués (partie " + "1.".repeat(19) + "1)");
        String[] parts = new String[10_100];
        java.util.Arrays.fill(parts, "Content-Type: text/plain\n\nvu");
        assertThatThrownBy(() -> outlineOfCrlf(mixed(parts))).hasMessage("message illisible : plus de 10000 parties");
        assertThatThrownBy(() -> outlineOfCrlf("Content-Type: text/plain\nContent-Type: application/pdf\n\nx"))
                .hasMessage(
                        "message illisible : un champ d'en-tête qui doit être unique est répété (champ Content-Type)");
        assertThatThrownBy(() -> outlineOfCrlf("Content-Type: multipart/mixed\n\nx"))
                .hasMessage("message illisible : un séparateur (boundary) manque ou se confond avec un autre");
        assertThatThrownBy(
                        () -> outlineOfCrlf(mixed("").replace("lim\n\n", "lim\nContent-Transfer-Encoding: base64\n\n")))
                .hasMessage("message illisible : une partie composée est encodée (RFC 2045, section 6.4)");
        assertThatThrownBy(() -> outlineOfCrlf(mixed(
                        "Content-Type: text/plain\n\nvu",
                        "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nQUJD=QUJD")))
                .hasMessage("message illisible : une partie en base64 est mal formée (partie 2)");
        assertThatThrownBy(() -> outlineOfCrlf("X: y\n".repeat(2_000) + "\nvu")).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> outlineOfCrlf("X: " + "y".repeat(100_000) + "\n\nvu"))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void aDiskThatFailsIsNotTheMessagesFault() {
        RawMessage failing = new RawMessage() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("disk");
                    }
                };
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> reader.outline(failing)).isInstanceOf(IOException.class);
    }

    @Property(tries = 300)
    void anyOctetsAreEitherReadOrRefused(@ForAll byte[] octets) throws IOException {
        read(octets);
    }

    @Property(tries = 300)
    void anyDamageToAMessageIsEitherReadOrRefused(@ForAll byte[] noise, @ForAll int at) throws IOException {
        byte[] message = mixed(
                        "Content-Type: message/rfc822\n\nContent-Type: multipart/alternative; boundary=\"x\"\n\n--x\n\nvu\n--x--",
                        "Content-Type: application/pdf; name*0*=utf-8''%41\n\n%PDF-")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < noise.length && i < 40; i++) {
            message[Math.floorMod(at + i * 31, message.length)] = noise[i];
        }
        read(message);
    }

    private void read(byte[] octets) throws IOException {
        try {
            reader.outline(RawMessage.of(octets));
        } catch (MalformedMessage refused) {
            assertThat(refused.getMessage()).startsWith("message illisible");
        }
    }
}

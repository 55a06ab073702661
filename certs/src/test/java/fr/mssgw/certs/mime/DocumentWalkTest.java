package fr.mssgw.certs.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.MimeReader.Documents;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A document is found wherever some mail program shows it, however it was packed. */
class DocumentWalkTest {
    private static final String INS = "279035121518989";
    private static final String CDA = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole>"
            + "<id root=\"1.2.250.1.213.1.4.8\" extension=\"" + INS
            + "\"/></patientRole></recordTarget></ClinicalDocument>";
    private static final String ENCODED = Base64.getMimeEncoder().encodeToString(CDA.getBytes(UTF_8));

    @TempDir
    private Path directory;

    private Documents documentsOfCrlf(String message) throws Exception {
        return new StreamingMimeReader(new MessageSpool(directory))
                .documents(RawMessage.of(
                        message.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(UTF_8)));
    }

    private static void assertFound(Documents documents) {
        assertThat(documents.found())
                .anySatisfy(document -> assertThat(document.matricules()).contains(INS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64 (comment)", "\"base64\"", "BASE64", " base64 "})
    void anEncodingIsReadAsLenientReadersDo(String encoding) throws Exception {
        Documents documents = documentsOfCrlf(
                "Content-Type: text/xml\nContent-Transfer-Encoding:" + encoding + "\n\n" + ENCODED + "\n");

        assertFound(documents);
        assertThat(documents.ambiguity().isPresent())
                .isEqualTo(!encoding.strip().equalsIgnoreCase("base64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"message/rfc822", "message/global"})
    void anAttachedMessageIsTakenApart(String type) throws Exception {
        assertFound(
                documentsOfCrlf("Content-Type: " + type + "\n\nSubject: in\nContent-Type: text/xml\n\n" + CDA + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/octet-stream; name=a.eml",
                "application/octet-stream",
                "message/global",
                "message/rfc822",
                "text/plain; name=a.EML"
            })
    void aMessageThatIsAFileIsTakenApartAsWell(String type) throws Exception {
        String inner = "Subject: in\r\nMIME-Version: 1.0\r\nContent-Type: text/xml\r\n\r\n" + CDA + "\r\n";
        assertFound(documentsOfCrlf("Content-Type: " + type + "\nContent-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder().encodeToString(inner.getBytes(UTF_8)) + "\n"));
    }

    @ParameterizedTest
    @CsvSource({"IHE_XDM.zip,x.zip", "x.zip,IHE_XDM.zip", "ihe_xdm.ZIP,x.pdf"})
    void anArchiveMustHoldWhatEitherOfItsNamesAnnounces(String filename, String name) throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream entries = new ZipOutputStream(zip)) {
            entries.putNextEntry(new ZipEntry("A.PDF"));
        }
        assertThat(documentsOfCrlf("Content-Type: application/zip; name=" + name
                                + "\nContent-Disposition: attachment; filename=" + filename
                                + "\nContent-Transfer-Encoding: base64\n\n"
                                + Base64.getMimeEncoder().encodeToString(zip.toByteArray()) + "\n")
                        .found())
                .extracting(HealthDocument::kind)
                .containsExactly(HealthDocument.Kind.BARE_ARCHIVE);
    }

    @Test
    void aMessageInAFileInAMessageTooDeepIsADocumentThatCannotBeRead() throws Exception {
        String mail = "Content-Type: text/xml\r\n\r\n" + CDA + "\r\n";
        for (int i = 0; i < 5; i++) {
            mail = "MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=a.eml\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\n"
                    + Base64.getMimeEncoder().encodeToString(mail.getBytes(UTF_8)) + "\r\n";
        }
        assertThat(documentsOfCrlf(mail).found())
                .extracting(HealthDocument::readable)
                .contains(false);
    }

    @Test
    void aBoundaryThatEndsWithASpaceIsTold() throws Exception {
        assertThat(documentsOfCrlf("Content-Type: multipart/mixed; boundary=\"BB \"\n\n--BB\nContent-Type: text/xml\n\n"
                                + CDA + "\n--BB--\n")
                        .ambiguity())
                .isPresent();
    }

    /** Counts the octets that are read from it or skipped. */
    private static final class Counting implements RawMessage {
        private final RawMessage message;
        private long octets;

        Counting(String message) {
            this.message = RawMessage.of(message.getBytes(UTF_8));
        }

        @Override
        public long size() {
            return message.size();
        }

        @Override
        public InputStream open() throws IOException {
            return new FilterInputStream(message.open()) {
                @Override
                public int read() throws IOException {
                    octets++;
                    return super.read();
                }

                @Override
                public int read(byte[] some, int offset, int length) throws IOException {
                    int read = super.read(some, offset, length);
                    octets += Math.max(0, read);
                    return read;
                }

                @Override
                public long skip(long count) throws IOException {
                    long skipped = super.skip(count);
                    octets += skipped;
                    return skipped;
                }
            };
        }

        @Override
        public void close() {}
    }

    private static String withAttached(int mails, int padding) {
        return "From: a@b.fr\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=III\r\n\r\n"
                + "--III\r\nContent-Type: text/plain\r\n\r\n" + "x\r\n".repeat(padding / 3) + "\r\n"
                + "--III\r\nContent-Type: text/plain; name=a.eml\r\n\r\nSubject: x\r\n\r\nx\r\n".repeat(mails)
                + "--III--\r\n";
    }

    private static String encoded(String mail) {
        return "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=x.eml\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(mail.getBytes(UTF_8)) + "\r\n";
    }

    @ParameterizedTest
    @CsvSource({"0,100", "0,200", "1,100", "1,200", "2,200"})
    void aMailIsReadTwiceHoweverManyMailsAreAttachedWithinIt(int encodings, int mails) throws Exception {
        String mail = withAttached(mails, 300_000);
        for (int i = 0; i < encodings; i++) {
            mail = encoded(mail);
        }
        Counting counting = new Counting(mail);

        assertThat(new StreamingMimeReader(new MessageSpool(directory))
                        .documents(counting)
                        .found())
                .isEmpty();
        assertThat(counting.octets).isLessThanOrEqualTo(2 * counting.size() + 100);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aLargeMailWithinAMailLeavesNoFileWhenItIsRefused() throws Exception {
        String mail = encoded(encoded("Content-Type: multipart/mixed; boundary=B\r\n\r\n" + "--B\r\n\r\n".repeat(11_000)
                + "x".repeat(5_000_000)));

        assertThatThrownBy(() -> documentsOfCrlf(mail)).isInstanceOf(MalformedMessage.class);
        assertThat(directory).isEmptyDirectory();
    }
}

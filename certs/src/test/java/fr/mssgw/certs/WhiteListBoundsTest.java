package fr.mssgw.certs;

import static fr.mssgw.certs.WhiteListXmlFixture.DATE;
import static fr.mssgw.certs.WhiteListXmlFixture.domains;
import static fr.mssgw.certs.WhiteListXmlFixture.file;
import static fr.mssgw.certs.WhiteListXmlFixture.list;
import static fr.mssgw.certs.WhiteListXmlFixture.readSigned;
import static fr.mssgw.certs.WhiteListXmlFixture.readUnsigned;
import static fr.mssgw.certs.WhiteListXmlFixture.root;
import static fr.mssgw.certs.WhiteListXmlFixture.row;
import static fr.mssgw.certs.WhiteListXmlFixture.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.certs.WhiteListFile.Loaded;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** What a list may cost that is not yet known to be anybody's. */
class WhiteListBoundsTest {
    private static final String GENUINE = row("pair.mssante.fr", "CN=mx.pair.fr,C=FR");

    /** Processor time of this thread, so that what else the machine does counts nothing. */
    private static Duration taken(ThrowingSupplier<?> reading) throws Throwable {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        reading.get();
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
    }

    /** Both ways of reading, neither of which may be slow about it. */
    private static void assertRefused(String text, String reason) throws Throwable {
        Duration taken = taken(() -> {
            assertThatThrownBy(() -> readUnsigned(text))
                    .isInstanceOf(UnusableFile.class)
                    .hasMessageContaining(reason);
            assertThatThrownBy(() -> readSigned(text))
                    .isInstanceOf(UnusableFile.class)
                    .hasMessageContaining(reason);
            return true;
        });
        assertThat(taken).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aListOfTheRealSizeIsReadInASecond() throws Throwable {
        String[] rows = new String[6_500];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(
                    "domaine-%d.mssante.fr".formatted(i % 5_000), "CN=mx%d.fr,OU=3%d,O=O,C=FR".formatted(i % 392, i));
        }
        String text = list(rows);
        String signed = signed(text);
        Loaded loaded = readUnsigned(text);
        assertThat(loaded.rows()).isEqualTo(6_500);
        assertThat(loaded.list().domains()).hasSize(5_000);
        assertThat(readSigned(signed)).isEqualTo(loaded);
        assertThat(taken(() -> readUnsigned(text))).isLessThan(Duration.ofSeconds(1));
        assertThat(taken(() -> readSigned(signed))).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void moreRowsThanAnyListHasAreRefused() {
        String most = "<Domaine/>".repeat(WhiteListRows.MOST_ROWS - 1);
        assertThat(readUnsigned(root(DATE + domains(GENUINE, most))).rows()).isEqualTo(WhiteListRows.MOST_ROWS);
        String text = root(DATE + domains(GENUINE, most, "<Domaine/>"));
        assertThatThrownBy(() -> readUnsigned(text)).hasMessageContaining("more than 50000 rows");
    }

    @Test
    void elementsDeeperThanAnyListHasAreRefused() throws Throwable {
        int deepest = WhiteListXml.DEEPEST - 1;
        assertThat(readUnsigned(root(DATE + domains(GENUINE) + "<a>".repeat(deepest) + "</a>".repeat(deepest)))
                        .rows())
                .isEqualTo(1);
        assertRefused(
                root(DATE + domains(GENUINE) + "<a>".repeat(deepest + 1) + "</a>".repeat(deepest + 1)),
                "elements more than 32 deep");
        assertRefused(root("<a>".repeat(5_000_000)), "elements more than 32 deep");
    }

    @Test
    void moreElementsThanAnyListHasAreRefused() throws Throwable {
        assertRefused(root(DATE + domains(GENUINE) + "<a/>".repeat(4_000_000)), "more than 500000 elements");
    }

    @Test
    void moreOrLongerAttributesThanAnyListHasAreRefused() throws Throwable {
        String many = IntStream.range(0, 9_000).mapToObj(i -> " a" + i + "=''").collect(Collectors.joining());
        assertRefused(root("<a" + many + "/>"), "an element of more than 32 attributes");
        String spaces = IntStream.range(0, 9_000)
                .mapToObj(i -> " xmlns:a" + i + "='urn:a'")
                .collect(Collectors.joining());
        assertRefused(root("<a" + spaces + "/>"), "an element of more than 32 attributes");
        assertRefused(root("<a b='" + "c".repeat(5_000) + "'/>"), "an attribute of more than 4096 characters");
    }

    @Test
    void aLargerFileThanAnyListIsRefusedUnread() {
        byte[] octets = new byte[WhiteListFile.LARGEST_FILE + 1];
        assertThatThrownBy(() -> WhiteListFile.read(file(octets), Optional.empty()))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("larger than 16 MiB");
    }

    @Test
    void aTextOfAnyLengthIsReadInATimeThatGrowsWithItAlone() throws Throwable {
        for (String part : new String[] {"a", "&amp;", "&#97;", "<![CDATA[a]]>", "<!-- -->", "<?a?>", "\n", "é"}) {
            String text = root(DATE + domains(GENUINE.replace("mssante.fr", part.repeat(500_000)), GENUINE));
            Duration taken =
                    taken(() -> assertThat(readUnsigned(text).list().domains()).hasSize(1));
            assertThat(taken).as(part).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void whatASignatureSaysOfItsKeyIsNotReadBeforeItIsChecked() throws Throwable {
        // the JDK would make a number of it, in a time that grows with its square
        String serial = "<KeyInfo><X509Data><X509IssuerSerial><X509IssuerName>CN=a</X509IssuerName><X509SerialNumber>"
                + "9".repeat(8_000_000) + "</X509SerialNumber></X509IssuerSerial></X509Data></KeyInfo>";
        String text = signed(list(GENUINE)).replace("</Signature>", serial + "</Signature>");
        Duration taken = taken(() -> assertThat(readSigned(text).rows()).isEqualTo(1));
        assertThat(taken).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aSignatureOfMorePartsThanAnyIsRefused() throws Exception {
        String text = signed(list(GENUINE)).replace("</Transforms>", "<a/>".repeat(200) + "</Transforms>");
        assertThatThrownBy(() -> readSigned(text)).hasMessageContaining("its signature is larger than any");
    }
}

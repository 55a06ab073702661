package fr.mssgw.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.mssgw.certs.WhiteListFile.Loaded;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.peer.DistinguishedName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class WhiteListFileTest {
    private static final MailDomain PAIR = new MailDomain("pair.mssante.fr");
    private static Issued signer;

    @BeforeAll
    static void authority() {
        signer = DemoAuthority.root("SIGNATAIRE DEMO", Instant.now()).self();
    }

    private static String row(String domain, String name) {
        return """
                <Domaine><Nom>%s</Nom><Description>d &amp; d</Description><DNCertificatOperateur>%s</DNCertificatOperateur>
                <ResponsableContact>-</ResponsableContact><SupportContact>-</SupportContact>
                <DateMAJ>2025-03-13T14:54:10Z</DateMAJ></Domaine>
                """
                .formatted(domain, name);
    }

    private static String list(String... rows) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListeBlancheMSSante xmlns=\"" + WhiteListFile.NAMESPACE
                + "\"><DateDeGeneration>2025-03-13T14:54:10Z</DateDeGeneration><ListeDomaines>"
                + String.join("", rows) + "</ListeDomaines></ListeBlancheMSSante>";
    }

    private static Path file(String text) throws Exception {
        Path file = Files.createTempFile("liste", ".xml");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text);
    }

    @Test
    void aDomainHasAllTheCertificatesOfItsRows() throws Exception {
        Loaded loaded = WhiteListFile.read(
                file(list(
                        row("PAIR.mssante.fr", "CN=MX1.pair.fr , OU=1, O=Pair, ST=Paris(75),C=FR"),
                        row("pair.mssante.fr ", "CN=mx2.pair.fr,O=Pair,C=FR"))),
                Optional.empty());
        assertThat(loaded.list().generated()).isEqualTo(Instant.parse("2025-03-13T14:54:10Z"));
        assertThat(loaded.list().domains()).hasSize(1);
        assertThat(loaded.list().admits(PAIR, DistinguishedName.parse("CN=mx1.pair.fr,OU=1,O=PAIR,ST=Paris(75),C=FR")))
                .isTrue();
        assertThat(loaded.list().admits(PAIR, DistinguishedName.parse("CN=mx2.pair.fr,O=Pair,C=FR")))
                .isTrue();
        assertThat(loaded.skippedRows()).isZero();
    }

    @Test
    void aBadRowIsLeftOutAndCounted() throws Exception {
        Loaded loaded = WhiteListFile.read(
                file(list(
                        row("pas un domaine", "CN=a,C=FR"),
                        row("pair.mssante.fr", "n'importe quoi"),
                        row("pair.mssante.fr", ""),
                        row("pair.mssante.fr", "CN=mx.pair.fr,C=FR"))),
                Optional.empty());
        assertThat(loaded.rows()).isEqualTo(4);
        assertThat(loaded.skipped())
                .containsExactly("row 1: the domain is none", "row 2: the DN is none", "row 3: the DN is none");
        assertThat(loaded.list().lists(PAIR)).isTrue();
    }

    @Test
    void aCutOrForeignFileIsNotUsed() throws Exception {
        String whole = list(row("pair.mssante.fr", "CN=mx.pair.fr,C=FR"));
        Path cut = file(whole.substring(0, whole.length() - 30));
        assertThatThrownBy(() -> WhiteListFile.read(cut, Optional.empty()))
                .isInstanceOf(UnusableFile.class)
                .hasMessageMatching(".*: not well-formed XML, line \\d+; fetch the white list again");
        Path foreign = file(whole.replace(WhiteListFile.NAMESPACE, "urn:autre"));
        assertThatThrownBy(() -> WhiteListFile.read(foreign, Optional.empty()))
                .hasMessageContaining("not a white list");
        Path empty = file(list());
        assertThatThrownBy(() -> WhiteListFile.read(empty, Optional.empty())).hasMessageContaining("no usable Domaine");
    }

    @Test
    void entitiesAreNotFollowed() throws Exception {
        Path secret = file("CN=secret,C=FR");
        Path hostile = file(list(row("pair.mssante.fr", "&secret;"))
                .replace("?><Liste", "?><!DOCTYPE l [<!ENTITY secret SYSTEM \"" + secret.toUri() + "\">]><Liste"));
        assertThatThrownBy(() -> WhiteListFile.read(hostile, Optional.empty())).isInstanceOf(UnusableFile.class);
    }

    private static String signed(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document =
                factory.newDocumentBuilder().parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        XMLSignatureFactory signatures = XMLSignatureFactory.getInstance("DOM");
        var reference = signatures.newReference(
                "",
                signatures.newDigestMethod(DigestMethod.SHA256, null),
                List.of(signatures.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)),
                null,
                null);
        var info = signatures.newSignedInfo(
                signatures.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                signatures.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null),
                List.of(reference));
        signatures.newXMLSignature(info, null).sign(new DOMSignContext(signer.key(), document.getDocumentElement()));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(octets));
        return octets.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theSignatureOfTheConfiguredSignerIsNeeded() throws Exception {
        String text = list(row("pair.mssante.fr", "CN=mx.pair.fr,C=FR"));
        String signed = signed(text);
        assertThat(WhiteListFile.read(file(signed), Optional.of(signer.certificate()))
                        .list()
                        .lists(PAIR))
                .isTrue();
        Path changed = file(signed.replace("pair.mssante.fr", "pirate.mssante.fr"));
        assertThatThrownBy(() -> WhiteListFile.read(changed, Optional.of(signer.certificate())))
                .hasMessageContaining("its signature is not that of the configured signer");
        Path unsigned = file(text);
        assertThatThrownBy(() -> WhiteListFile.read(unsigned, Optional.of(signer.certificate())))
                .hasMessageContaining("not signed");
        Issued other = DemoAuthority.root("AUTRE", Instant.now()).self();
        Path good = file(signed);
        assertThatThrownBy(() -> WhiteListFile.read(good, Optional.of(other.certificate())))
                .hasMessageContaining("its signature is not that of the configured signer");
    }

    @Test
    void aBadCopyNeverReplacesTheLastGoodOne() throws Exception {
        Path file = file(list(row("pair.mssante.fr", "CN=mx.pair.fr,C=FR")));
        WhiteListFile lists = new WhiteListFile(file, Optional.empty(), Duration.ofMillis(20));
        Files.writeString(file, "<cut");
        await().during(Duration.ofMillis(100)).until(() -> lists.current().lists(PAIR));
        Files.writeString(file, list(row("autre.mssante.fr", "CN=mx.pair.fr,C=FR")));
        await().until(() -> lists.current().lists(new MailDomain("autre.mssante.fr")));
        assertThat(lists.current().lists(PAIR)).isFalse();
    }

    @Test
    void aListOfTheRealSizeIsReadInASecond() throws Exception {
        String[] rows = new String[6_500];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(
                    "domaine-%d.mssante.fr".formatted(i % 5_000), "CN=mx%d.fr,OU=3%d,O=O,C=FR".formatted(i % 392, i));
        }
        Path file = file(list(rows));
        WhiteListFile.read(file, Optional.empty());
        long start = System.nanoTime();
        Loaded loaded = WhiteListFile.read(file, Optional.empty());
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertThat(loaded.rows()).isEqualTo(6_500);
        assertThat(loaded.list().domains()).hasSize(5_000);
        assertThat(taken).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void theRealListIsRead() {
        Path real = Path.of("").toAbsolutePath().getParent().resolveSibling("shared/data/liste-blanche-2025-03-13.xml");
        boolean there = Files.exists(real);
        if (!there) {
            System.out.println("skipped: no copy of the real white list beside the repository");
        }
        assumeTrue(there, "no copy of the real white list beside the repository");
        Loaded loaded = WhiteListFile.read(real, Optional.empty());
        System.out.printf(
                "real white list: %d rows, %d left out %s%n", loaded.rows(), loaded.skippedRows(), loaded.skipped());
        assertThat(loaded.rows()).isEqualTo(6_554);
        assertThat(loaded.skippedRows()).isLessThan(20);
        assertThat(loaded.list().domains()).hasSizeBetween(4_900, 5_010);
    }

    @Property(tries = 200)
    void anyTextIsEitherReadOrRefused(@ForAll String text, @ForAll String inside) throws Exception {
        for (String content : List.of(text, list(inside), list(row(inside, text)))) {
            Path file = file(content);
            try {
                WhiteListFile.read(file, Optional.empty());
            } catch (UnusableFile refused) {
                assertThat(refused).hasMessageStartingWith(file + ": ");
            } finally {
                Files.delete(file);
            }
        }
    }
}

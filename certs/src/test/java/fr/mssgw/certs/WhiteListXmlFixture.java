package fr.mssgw.certs;

import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Instant;
import java.util.ArrayList;
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
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** White lists, signed and not, for tests that change them. */
final class WhiteListXmlFixture {
    static final XMLSignatureFactory SIGNATURES = XMLSignatureFactory.getInstance("DOM");
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    static final Issued SIGNER =
            DemoAuthority.root("SIGNATAIRE DEMO", Instant.now()).self();
    static final String DATE = "<DateDeGeneration>2025-03-13T14:54:10Z</DateDeGeneration>";

    private WhiteListXmlFixture() {}

    static String row(String domain, String name) {
        return """
                <Domaine><Nom>%s</Nom><Description>d &amp; d</Description><DNCertificatOperateur>%s</DNCertificatOperateur>
                <ResponsableContact>-</ResponsableContact><SupportContact>-</SupportContact>
                <DateMAJ>2025-03-13T14:54:10Z</DateMAJ></Domaine>
                """
                .formatted(domain, name);
    }

    static String list(String... rows) {
        return root(DATE + domains(rows));
    }

    static String domains(String... rows) {
        return "<ListeDomaines>" + String.join("", rows) + "</ListeDomaines>";
    }

    static String root(String content) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListeBlancheMSSante xmlns=\"" + WhiteListFile.NAMESPACE
                + "\">" + content + "</ListeBlancheMSSante>";
    }

    static Path file(String text) {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    static Path file(byte[] octets) {
        try {
            Path file = Files.createTempFile("liste", ".xml");
            file.toFile().deleteOnExit();
            return Files.write(file, octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the gateway reads of a list whose signer is configured. */
    static WhiteListFile.Loaded readSigned(String text) {
        return WhiteListFile.read(file(text), Optional.of(SIGNER.certificate()));
    }

    static WhiteListFile.Loaded readUnsigned(String text) {
        return WhiteListFile.read(file(text), Optional.empty());
    }

    /** As a publisher signs: the whole, without the signature, in exclusive canonical form. */
    static String signed(String text) throws Exception {
        return signed(text, "", List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE));
    }

    static String signed(String text, String uri, List<String> transforms) throws Exception {
        List<Transform> made = new ArrayList<>();
        for (String algorithm : transforms) {
            made.add(SIGNATURES.newTransform(algorithm, (TransformParameterSpec) null));
        }
        return signedWith(text, uri, made);
    }

    static String signedWith(String text, String uri, List<Transform> transforms) throws Exception {
        return signedWith(text, uri, transforms, RSA_SHA256, SIGNER.key());
    }

    /** Signs with an Id of the root, where it has one, as an ID, so that a reference may name it. */
    static String signedWith(String text, String uri, List<Transform> transforms, String method, Key key)
            throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document =
                factory.newDocumentBuilder().parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        Element root = document.getDocumentElement();
        if (root.hasAttribute("Id")) {
            root.setIdAttribute("Id", true);
        }
        var reference = SIGNATURES.newReference(
                uri, SIGNATURES.newDigestMethod(DigestMethod.SHA256, null), transforms, null, null);
        var info = SIGNATURES.newSignedInfo(
                SIGNATURES.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                SIGNATURES.newSignatureMethod(method, null),
                List.of(reference));
        SIGNATURES.newXMLSignature(info, null).sign(new DOMSignContext(key, root));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(octets));
        return octets.toString(StandardCharsets.UTF_8);
    }
}

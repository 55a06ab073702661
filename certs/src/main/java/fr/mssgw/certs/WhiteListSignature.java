package fr.mssgw.certs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Checks the enveloped signature of a white list (XML Signature) against one certificate. The signature must be a child
 * of the root and its only reference the whole document, so that no signed part can stand in for an unsigned whole.
 */
final class WhiteListSignature {
    private static final Set<String> TRANSFORMS = Set.of(
            Transform.ENVELOPED,
            CanonicalizationMethod.INCLUSIVE,
            CanonicalizationMethod.INCLUSIVE_WITH_COMMENTS,
            CanonicalizationMethod.EXCLUSIVE,
            CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS);

    private WhiteListSignature() {}

    /** @throws UnusableFile where the signature is missing, partial, by another, or does not hold */
    static void check(Path file, byte[] octets, X509Certificate signer) {
        try {
            Document document = parse(octets);
            Element signature = signature(file, document);
            DOMValidateContext context =
                    new DOMValidateContext(KeySelector.singletonKeySelector(signer.getPublicKey()), signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
            XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            if (!coversAll(read)) {
                throw new UnusableFile(file, "its signature does not cover the whole list; fetch it again");
            }
            if (!read.validate(context)) {
                throw new UnusableFile(
                        file, "its signature is not that of the configured signer; fetch it again or correct `signer`");
            }
        } catch (MarshalException | XMLSignatureException | SAXException | IOException e) {
            throw new UnusableFile(file, "its signature cannot be checked; fetch the white list again", e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK parses XML securely", e);
        }
    }

    private static Document parse(byte[] octets) throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new ByteArrayInputStream(octets));
    }

    private static Element signature(Path file, Document document) {
        Element found = null;
        for (Node child = document.getDocumentElement().getFirstChild();
                child != null;
                child = child.getNextSibling()) {
            if (child instanceof Element element
                    && XMLSignature.XMLNS.equals(element.getNamespaceURI())
                    && "Signature".equals(element.getLocalName())) {
                if (found != null) {
                    throw new UnusableFile(file, "more than one signature in it; fetch the white list again");
                }
                found = element;
            }
        }
        if (found == null) {
            throw new UnusableFile(
                    file, "not signed; fetch it again, or write `unsigned: accepted` instead of `signer`");
        }
        return found;
    }

    private static boolean coversAll(XMLSignature signature) {
        List<Reference> references = signature.getSignedInfo().getReferences();
        return references.size() == 1
                && "".equals(references.get(0).getURI())
                && references.get(0).getTransforms().stream()
                        .allMatch(transform -> TRANSFORMS.contains(transform.getAlgorithm()));
    }
}

package fr.mssgw.certs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
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
 * Checks the enveloped signature of a white list (XML Signature) against one certificate, and gives what it covers. The
 * signature must be a child of the root and its only reference the whole document without the signature, so that no signed
 * part can stand in for an unsigned whole. What is read of the list is then the very octets that were digested: whatever
 * the file has besides, in the signature itself for one, was not signed and is not seen.
 */
final class WhiteListSignature {
    private static final Set<String> CANONICAL_FORMS = Set.of(
            CanonicalizationMethod.INCLUSIVE,
            CanonicalizationMethod.INCLUSIVE_WITH_COMMENTS,
            CanonicalizationMethod.EXCLUSIVE,
            CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS);

    // a signature over one reference has a dozen
    private static final int MOST_ELEMENTS = 100;

    private WhiteListSignature() {}

    /**
     * @param octets of the file
     * @return the canonical form that was digested: the list without its signature and without comments
     * @throws UnusableFile where the file is beyond the bounds of {@link WhiteListXml}, or the signature is missing,
     *     partial, by another, or does not hold
     */
    static InputStream covered(Path file, byte[] octets, X509Certificate signer) {
        // a tree of the document takes many times its room, so the bounds come first
        new WhiteListXml(file, new ByteArrayInputStream(octets)).check();
        try {
            Document document = parse(octets);
            Element signature = signature(file, document);
            dropWhatIsNotSigned(signature);
            if (signature.getElementsByTagNameNS("*", "*").getLength() > MOST_ELEMENTS) {
                throw new UnusableFile(file, "its signature is larger than any; fetch the white list again");
            }
            DOMValidateContext context =
                    new DOMValidateContext(KeySelector.singletonKeySelector(signer.getPublicKey()), signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
            context.setProperty("javax.xml.crypto.dsig.cacheReference", Boolean.TRUE);
            XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            Reference whole = whole(file, read.getSignedInfo());
            if (!read.validate(context)) {
                throw new UnusableFile(
                        file, "its signature is not that of the configured signer; fetch it again or correct `signer`");
            }
            return whole.getDigestInputStream();
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

    /**
     * Takes away KeyInfo and Object. The key is the configured signer's and the one reference names neither; but the JDK
     * would read them before it has checked anything, down to serial numbers of a million digits.
     */
    private static void dropWhatIsNotSigned(Element signature) {
        Node next;
        for (Node child = signature.getFirstChild(); child != null; child = next) {
            next = child.getNextSibling();
            if (XMLSignature.XMLNS.equals(child.getNamespaceURI())
                    && ("KeyInfo".equals(child.getLocalName()) || "Object".equals(child.getLocalName()))) {
                signature.removeChild(child);
            }
        }
    }

    /**
     * The reference that covers the list: the document without the signature, then a canonical form, which is that of
     * Canonical XML 1.0 where none is named (XML Signature §4.4.3.2).
     */
    private static Reference whole(Path file, SignedInfo signed) {
        List<Reference> references = signed.getReferences();
        if (references.size() == 1 && "".equals(references.get(0).getURI())) {
            List<Transform> transforms = references.get(0).getTransforms();
            if ((transforms.size() == 1 || transforms.size() == 2)
                    && Transform.ENVELOPED.equals(transforms.get(0).getAlgorithm())
                    && transforms.stream().skip(1).allMatch(next -> CANONICAL_FORMS.contains(next.getAlgorithm()))) {
                return references.get(0);
            }
        }
        throw new UnusableFile(file, "its signature does not cover the whole list; fetch it again");
    }
}

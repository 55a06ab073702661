package fr.mssgw.sandbox;

import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.PkiPlan;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;

/**
 * The demonstration's white list, in the published form, with the untidiness of the real one (docs/domain.md §3), and
 * signed: an enveloped XML signature over the whole. What is written is its own canonical form, so that no XML library
 * is needed to digest it, and a sandbox starts as fast as with an unsigned list.
 */
final class WhiteListXml {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String END = "</ListeBlancheMSSante>";
    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String CANONICAL = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

    private WhiteListXml() {}

    /** @param key of the publisher, on P-256 */
    static String write(DemoPki pki, Instant generated, PrivateKey key) {
        String list = list(pki, generated);
        return DECLARATION + list + signature(list + END, key) + END + "\n";
    }

    /** The list without its last tag. */
    private static String list(DemoPki pki, Instant generated) {
        StringBuilder xml = new StringBuilder();
        xml.append("<ListeBlancheMSSante xmlns=\"https://listeblanche.mssante.fr/schema\">\n")
                .append("    <DateDeGeneration>")
                .append(generated)
                .append("</DateDeGeneration>\n    <ListeDomaines>\n");
        domain(xml, Cast.DOMAIN, "Opérateur de démonstration", subject(pki, PkiPlan.SERVER), generated);
        domain(xml, Cast.MES_DOMAIN, "Mon espace santé (simulé)", subject(pki, PkiPlan.MES), generated);
        for (Cast.Operator operator : Cast.PEERS) {
            if (!operator.name().equals("unlisted")) {
                // the row names the operator's own certificate, also where the simulation shows another one
                String own = operator.equals(Cast.BORROWER)
                        ? PkiPlan.subject(operator.certificateName())
                        : subject(pki, PkiPlan.peer(operator));
                String dn = own.replace(",O=", ", O=") + " ";
                domain(xml, operator.domain(), "Pair simulé : " + operator.name(), dn, generated);
            }
        }
        domain(xml, Cast.LENDER, "Un tiers", subject(pki, PkiPlan.peer(Cast.BORROWER)), generated);
        return xml.append("    </ListeDomaines>\n").toString();
    }

    /** XML Signature §4, its parts in canonical form too. */
    private static String signature(String canonical, PrivateKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            String signed = algorithm("CanonicalizationMethod", CANONICAL)
                    + algorithm("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
                    + "<Reference URI=\"\"><Transforms>" + algorithm("Transform", DSIG + "enveloped-signature")
                    + "</Transforms>" + algorithm("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256")
                    + "<DigestValue>" + base64(digest) + "</DigestValue></Reference></SignedInfo>";
            // RFC 4050 §3.3: both numbers one after the other
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(("<SignedInfo xmlns=\"" + DSIG + "\">" + signed).getBytes(StandardCharsets.UTF_8));
            return "<Signature xmlns=\"" + DSIG + "\"><SignedInfo>" + signed + "<SignatureValue>"
                    + base64(signature.sign()) + "</SignatureValue></Signature>";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing the demonstration's white list", e);
        }
    }

    private static String algorithm(String element, String name) {
        return "<" + element + " Algorithm=\"" + name + "\"></" + element + ">";
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static String subject(DemoPki pki, String name) {
        X509Certificate certificate = pki.identity(name).certificate();
        return certificate.getSubjectX500Principal().getName();
    }

    private static void domain(StringBuilder xml, String name, String description, String dn, Instant date) {
        xml.append("        <Domaine>\n");
        element(xml, "Nom", name);
        element(xml, "Description", description);
        element(xml, "DNCertificatOperateur", dn);
        element(xml, "ResponsableContact", "responsable@" + name);
        element(xml, "SupportContact", "support@" + name);
        element(xml, "DateMAJ", date.toString());
        xml.append("        </Domaine>\n");
    }

    private static void element(StringBuilder xml, String name, String value) {
        xml.append("            <").append(name).append('>');
        xml.append(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        xml.append("</").append(name).append(">\n");
    }
}

package fr.mssgw.sandbox;

import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.PkiPlan;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** The demonstration's white list, in the published form, with the untidiness of the real one (domain.md §3). */
final class WhiteListXml {
    private WhiteListXml() {}

    static String write(DemoPki pki, Instant generated) {
        StringBuilder xml = new StringBuilder();
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<ListeBlancheMSSante xmlns=\"https://listeblanche.mssante.fr/schema\">\n")
                .append("    <DateDeGeneration>")
                .append(generated)
                .append("</DateDeGeneration>\n    <ListeDomaines>\n");
        domain(xml, Cast.DOMAIN, "Opérateur de démonstration", subject(pki, PkiPlan.SERVER), generated);
        domain(xml, Cast.MES_DOMAIN, "Mon espace santé (simulé)", subject(pki, PkiPlan.MES), generated);
        for (Cast.Operator operator : Cast.PEERS) {
            if (!operator.name().equals("unlisted")) {
                // the row names the operator's own certificate, also where the simulation shows another one
                String dn = PkiPlan.subject(operator.certificateName()).replace(",O=", ", O=") + " ";
                domain(xml, operator.domain(), "Pair simulé : " + operator.name(), dn, generated);
            }
        }
        domain(xml, "tiers.mssante.fr", "Un tiers", PkiPlan.subject("mx.tiers.mssante.fr"), generated);
        return xml.append("    </ListeDomaines>\n</ListeBlancheMSSante>\n").toString();
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
        xml.append(value.replace("&", "&amp;").replace("<", "&lt;"));
        xml.append("</").append(name).append(">\n");
    }
}

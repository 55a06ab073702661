package fr.mssgw.certs.document;

import static fr.mssgw.certs.document.Documents.INS;
import static fr.mssgw.certs.document.Documents.OTHER;
import static fr.mssgw.certs.document.Documents.cx;
import static fr.mssgw.certs.document.Documents.id;
import static fr.mssgw.certs.document.Documents.in;
import static fr.mssgw.certs.document.Documents.metadata;
import static fr.mssgw.certs.document.Documents.readable;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.HealthDocument.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlDocumentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<x:ClinicalDocument xmlns:x='urn:hl7-org:v3'>%s</x:ClinicalDocument>",
                "<ClinicalDocument xmlns='urn:autre'>%s</ClinicalDocument>",
                "<enveloppe><ClinicalDocument>%s</ClinicalDocument></enveloppe>",
                "<!DOCTYPE e [<!ENTITY nbsp '&#160;'>]><e>&nbsp;</e>",
                "<s:Envelope xmlns:s='urn:s'><s:Body><b/><ClinicalDocument>%s</ClinicalDocument></s:Body></s:Envelope>",
            })
    void aCdaIsOneUnderWhateverPrefixAndInWhateverEnvelope(String form) {
        String record = "<recordTarget><patientRole>" + id("urn:oid:1.2.250.1.213.1.4.8", OTHER)
                + "</patientRole></recordTarget>";
        String document = form.replace("%s", form.startsWith("<x:") ? prefixed(record) : record);
        if (form.contains("%s")) {
            assertThat(in("cr.txt", document)).containsExactly(readable(Kind.CDA, false, OTHER));
            assertThat(in("cr", " \n".repeat(4_000) + document)).containsExactly(readable(Kind.CDA, false, OTHER));
        } else {
            assertThat(in("style.xsl", document)).isEmpty();
        }
    }

    private static String prefixed(String record) {
        return record.replace("</", "~").replace("<", "<x:").replace("~", "</x:");
    }

    @Test
    void severalDocumentsInOneEnvelopeAllCount() {
        String one = "<ClinicalDocument><recordTarget><patientRole>" + id("1.2.250.1.213.1.4.8", INS)
                + "</patientRole></recordTarget></ClinicalDocument>";
        String envelope = "<Provide>" + metadata(cx(OTHER), cx(OTHER)) + one + one.replace(INS, "299") + "</Provide>";
        assertThat(in("", envelope)).containsExactly(readable(Kind.METADATA, false, INS, "299", OTHER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<e>&inconnue;<ClinicalDocument/></e>",
                "<!DOCTYPE e [<!ENTITY a '<ClinicalDocument/>'>]><e>&a;</e>",
                "<e><br><x:ClinicalDocument>",
                "<e a=b><SubmitObjectsRequest >",
            })
    void brokenXmlThatWasMeantAsADocumentIsNotReadable(String broken) {
        assertThat(in("cr.xml", broken)).singleElement().matches(document -> !document.readable());
        assertThat(in("cr.xml", broken.getBytes(UTF_16LE))).singleElement().matches(document -> !document.readable());
    }

    @Test
    void aStyleSheetMayNameCharactersAndElements() {
        String sheet = "<!DOCTYPE xsl:stylesheet [<!ENTITY nbsp '&#160;'>]><xsl:stylesheet xmlns:xsl='urn:x'>"
                + "<xsl:template match='/n1:ClinicalDocument'>&nbsp;</xsl:template></xsl:stylesheet>";
        assertThat(in("style.xsl", sheet)).isEmpty();
        assertThat(in("style.xsl", sheet.replace("</xsl:template>", ""))).isEmpty();
        assertThat(in("page.htm", "<!DOCTYPE html><html><br>ClinicalDocument &nbsp; <clinicaldocument>"))
                .isEmpty();
    }

    @Test
    void entitiesThatMultiplyAreGivenUp() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE e [<!ENTITY a0 'aaaaaaaaaaaaaaaaaaaa'>");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a%d '&a%d;&a%d;&a%d;'>".formatted(i, i - 1, i - 1, i - 1));
        }
        assertThat(in("a.xml", bomb + "]><e>&a29;</e>")).isEmpty();
        assertThat(in("a.xml", bomb + "]><e>&a29;<ClinicalDocument/></e>"))
                .singleElement()
                .matches(document -> !document.readable());
    }
}

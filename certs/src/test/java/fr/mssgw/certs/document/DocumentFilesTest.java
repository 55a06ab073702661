package fr.mssgw.certs.document;

import static fr.mssgw.certs.document.Documents.INS;
import static fr.mssgw.certs.document.Documents.OTHER;
import static fr.mssgw.certs.document.Documents.cda;
import static fr.mssgw.certs.document.Documents.cx;
import static fr.mssgw.certs.document.Documents.id;
import static fr.mssgw.certs.document.Documents.in;
import static fr.mssgw.certs.document.Documents.metadata;
import static fr.mssgw.certs.document.Documents.readable;
import static fr.mssgw.certs.document.Documents.xdm;
import static fr.mssgw.certs.document.Documents.zip;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.mime.StreamingMimeReader;
import fr.mssgw.certs.mime.TestSpool;
import fr.mssgw.core.message.HealthDocument.Kind;
import fr.mssgw.core.message.RawMessage;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentFilesTest {
    @ParameterizedTest
    @CsvSource({
        "1.2.250.1.213.1.4.8, 279035121518989",
        "1.2.250.1.213.1.4.9, 279035121518989",
        "1.2.250.1.213.1.4.10, 279035121518989",
        "1.2.250.1.213.1.4.11, ' 2 79 03 51 215 189 89 '",
    })
    void aCdaNamesItsPatientByAnyOidOfTheIns(String oid, String written) {
        assertThat(in("compte-rendu.xml", cda(id("1.2.250.1.71.1", "LOCAL"), id(oid, written))))
                .containsExactly(readable(Kind.CDA, false, INS));
    }

    @Test
    void onlyThePatientOfTheRecordCounts() {
        assertThat(in("", cda())).containsExactly(readable(Kind.CDA, false));
        assertThat(in(
                        "",
                        cda(id("1.2.250.1.213.1.4.8", INS))
                                .replace("<recordTarget>", "<x><recordTarget>")
                                .replace("</recordTarget>", "</recordTarget></x>")))
                .containsExactly(readable(Kind.CDA, false));
    }

    @Test
    void everyPatientOfTheRecordCounts() {
        String two = cda(id("1.2.250.1.213.1.4.8", INS))
                .replace(
                        "<author>",
                        "<recordTarget><patientRole>" + id("1.2.250.1.213.1.4.8", OTHER)
                                + "</patientRole></recordTarget><author>");
        assertThat(in("", two)).containsExactly(readable(Kind.CDA, false, INS, OTHER));
    }

    @Test
    void theEncodingIsThatOfTheFile() {
        byte[] wide =
                cda(id("1.2.250.1.213.1.4.8", INS)).replace("UTF-8", "UTF-16").getBytes(UTF_16);
        assertThat(in("cr.xml", wide)).containsExactly(readable(Kind.CDA, false, INS));
        assertThat(in(
                        "cr.xml",
                        "\ufeff \n" + cda(id("1.2.250.1.213.1.4.8", INS)).substring(39)))
                .containsExactly(readable(Kind.CDA, false, INS));
    }

    @Test
    void anArchiveIsReadWhateverItsFolders() {
        assertThat(in("ihe_xdm.ZIP", xdm(cda(id("1.2.250.1.213.1.4.8", INS)), metadata(cx(INS), cx(OTHER)))))
                .containsExactly(readable(Kind.CDA, true, INS), readable(Kind.METADATA, true, INS, OTHER));
        byte[] elsewhere = zip(
                Map.of("a/b/c/d/CR.XML", cda(id("1.2.250.1.213.1.4.9", OTHER)).getBytes(UTF_8)));
        assertThat(in("documents.zip", elsewhere)).containsExactly(readable(Kind.CDA, true, OTHER));
    }

    @Test
    void metadataThatNamesNoInsSaysNothing() {
        assertThat(in("IHE_XDM.zip", xdm("<autre/>", metadata("LOCAL^^^&amp;1.2.3&amp;ISO^PI", ""))))
                .containsExactly(readable(Kind.METADATA, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a><b/></a>",
                "<!DOCTYPE html><html>&nbsp;</html>",
                "<xsl:stylesheet xmlns:xsl='urn:x'><xsl:template match='ClinicalDocument'/></xsl:stylesheet>",
                "Bonjour",
                "",
                "< pas du XML",
            })
    void whatIsNoHealthDocumentIsNobodysConcern(String content) {
        assertThat(in("fichier.xml", content)).isEmpty();
        assertThat(in("autre.zip", zip(Map.of("f.xml", content.getBytes(UTF_8)))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE ClinicalDocument SYSTEM \"file:///etc/passwd\"><ClinicalDocument/>",
                "<!DOCTYPE ClinicalDocument [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><ClinicalDocument>&b;</ClinicalDocument>",
                "<ClinicalDocument><recordTarget>",
                "<ClinicalDocument>&inconnue;</ClinicalDocument>",
                "<ClinicalDocument></AutreChose>",
                "<?xml version='1.0' encoding='inconnu'?><ClinicalDocument/>",
                "<a:ClinicalDocument xmlns:b='urn:x'/>",
            })
    void aCdaThatCannotBeReadIsThereAndNotReadable(String broken) {
        assertThat(in("cr.xml", broken)).singleElement().satisfies(document -> {
            assertThat(document.kind()).isEqualTo(Kind.CDA);
            assertThat(document.readable()).isFalse();
        });
    }

    @Test
    void nestingHasABound() {
        assertThat(in("cr.xml", "<ClinicalDocument>" + "<a>".repeat(200) + "</a>".repeat(200) + "</ClinicalDocument>"))
                .singleElement()
                .matches(document -> !document.readable());
    }

    @Test
    void aMessageShowsTheDocumentsOfAllItsParts() throws Exception {
        String message = String.join(
                "\r\n",
                "From: a@b.fr",
                "Content-Type: multipart/mixed; boundary=lim",
                "",
                "--lim",
                "Content-Type: text/plain",
                "",
                "Bonjour",
                "--lim",
                "Content-Type: application/zip; name=\"=?utf-8?Q?ihe=5Fxdm.zip?=\"",
                "Content-Transfer-Encoding: base64",
                "",
                Base64.getMimeEncoder()
                        .encodeToString(xdm(cda(id("1.2.250.1.213.1.4.8", INS)), metadata(cx(INS), cx(INS)))),
                "--lim",
                "Content-Type: text/xml; name=cr.xml",
                "",
                cda(id("1.2.250.1.213.1.4.8", OTHER)),
                "--lim--",
                "");
        assertThat(new StreamingMimeReader(TestSpool.open())
                        .documents(RawMessage.of(message.getBytes(UTF_8)))
                        .found())
                .containsExactly(
                        readable(Kind.CDA, true, INS),
                        readable(Kind.METADATA, true, INS),
                        readable(Kind.CDA, false, OTHER));
    }

    @Test
    void noTextOfADocumentShowsAMatricule() {
        assertThat(in("cr.xml", cda(id("1.2.250.1.213.1.4.8", INS))).toString()).doesNotContain(INS);
    }

    @Property(tries = 300)
    void damagedArchivesNeverFailAndNeverHideWhatTheyAre(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int hits) {
        byte[] archive = xdm(cda(id("1.2.250.1.213.1.4.8", INS)), metadata(cx(INS), cx(INS)));
        Random random = new Random(seed);
        for (int i = 0; i < hits; i++) {
            archive[random.nextInt(archive.length)] = (byte) random.nextInt(256);
        }
        assertThat(in("IHE_XDM.zip", archive)).isNotEmpty();
    }

    @Property(tries = 300)
    void damagedDocumentsNeverFail(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int hits) {
        byte[] document = cda(id("1.2.250.1.213.1.4.8", INS)).getBytes(UTF_8);
        Random random = new Random(seed);
        for (int i = 0; i < hits; i++) {
            document[random.nextInt(document.length)] = (byte) random.nextInt(256);
        }
        assertThat(in("cr.xml", document)).hasSizeLessThan(2);
    }

    @Property(tries = 200)
    void anyOctetsAreReadOrLeft(@ForAll byte[] octets, @ForAll boolean named) {
        assertThat(in(named ? "IHE_XDM.zip" : "", octets)).hasSize(named ? 1 : 0);
    }
}

package fr.mssgw.certs;

import static fr.mssgw.certs.WhiteListXmlFixture.DATE;
import static fr.mssgw.certs.WhiteListXmlFixture.domains;
import static fr.mssgw.certs.WhiteListXmlFixture.list;
import static fr.mssgw.certs.WhiteListXmlFixture.readSigned;
import static fr.mssgw.certs.WhiteListXmlFixture.readUnsigned;
import static fr.mssgw.certs.WhiteListXmlFixture.root;
import static fr.mssgw.certs.WhiteListXmlFixture.row;
import static fr.mssgw.certs.WhiteListXmlFixture.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.certs.WhiteListFile.Loaded;
import fr.mssgw.core.identity.MailDomain;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a row, a field and the date count: the same for a list that is signed and one that need not be. */
class WhiteListPlacesTest {
    private static final MailDomain PAIR = new MailDomain("pair.mssante.fr");
    private static final String GENUINE = row("pair.mssante.fr", "CN=mx.pair.fr,C=FR");
    private static final String OTHER = row("patient.mssante.fr", "CN=mx.pirate.fr,C=FR");

    private static Loaded read(String text) throws Exception {
        Loaded loaded = readUnsigned(text);
        Loaded signed = readSigned(signed(text));
        assertThat(signed).isEqualTo(loaded);
        return loaded;
    }

    private static void assertOnlyPair(String text) throws Exception {
        Loaded loaded = read(text);
        assertThat(loaded.list().domains()).containsOnlyKeys(PAIR);
        assertThat(loaded.rows()).isEqualTo(1);
        assertThat(loaded.skippedRows()).isZero();
    }

    private static void assertRefused(String text, String reason) throws Exception {
        assertThatThrownBy(() -> readUnsigned(text))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining(reason);
        String signed = signed(text);
        assertThatThrownBy(() -> readSigned(signed))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aRowOutsideTheListOfDomainsIsNone() throws Exception {
        assertOnlyPair(root(DATE + domains(GENUINE) + OTHER));
        assertOnlyPair(root(OTHER + DATE + domains(GENUINE)));
        assertOnlyPair(root(DATE + "<Autre>" + domains(OTHER) + "</Autre>" + domains(GENUINE)));
        assertOnlyPair(root(DATE + domains(GENUINE, "<Groupe>" + OTHER + "</Groupe>")));
        assertOnlyPair(root(DATE + domains(GENUINE, domains(OTHER))));
        String list = list(OTHER);
        assertOnlyPair(root(DATE + domains(GENUINE) + list.substring(list.indexOf("<ListeBlanche"))));
        assertOnlyPair(root(DATE + domains(GENUINE.replace("d &amp; d", OTHER))));
        assertOnlyPair(root(DATE + domains(GENUINE.replace("</Domaine>", OTHER + "</Domaine>"))));
    }

    @Test
    void aRowOfAnotherNamespaceIsNone() throws Exception {
        assertOnlyPair(root(DATE + domains(GENUINE, OTHER.replace("<Domaine>", "<Domaine xmlns=\"urn:autre\">"))));
        assertOnlyPair(root(DATE + domains(GENUINE, OTHER.replace("<Domaine>", "<Domaine xmlns=\"\">"))));
        assertOnlyPair(root(DATE
                + domains(OTHER).replace("<ListeDomaines>", "<ListeDomaines xmlns=\"urn:autre\">")
                + domains(GENUINE)));
    }

    @Test
    void aSecondListOfDomainsIsRefused() throws Exception {
        assertRefused(root(DATE + domains(GENUINE) + domains(OTHER)), "ListeDomaines is given twice");
        assertRefused(root(DATE + domains(GENUINE) + domains()), "ListeDomaines is given twice");
    }

    @Test
    void theDateIsTextAtItsPlaceAndGivenOnce() throws Exception {
        assertRefused(root(DATE + DATE + domains(GENUINE)), "DateDeGeneration is given twice");
        assertRefused(root("<Autre>" + DATE + "</Autre>" + domains(GENUINE)), "no DateDeGeneration");
        assertRefused(root(domains(DATE + GENUINE)), "no DateDeGeneration");
        assertRefused(
                root("<DateDeGeneration>" + DATE + "</DateDeGeneration>" + domains(GENUINE)), "no DateDeGeneration");
        assertRefused(
                root("<DateDeGeneration><a/>2025-03-13T14:54:10Z</DateDeGeneration>" + domains(GENUINE)),
                "no DateDeGeneration");
        assertOnlyPair(root(DATE + domains(GENUINE.replace("</Domaine>", DATE + "</Domaine>"))));
    }

    @Test
    void aRowThatIsWronglyMadeCostsOnlyItself() throws Exception {
        String nom = "<Nom>patient.mssante.fr</Nom>";
        String name = "<DNCertificatOperateur>CN=mx.pirate.fr,C=FR</DNCertificatOperateur>";
        Loaded loaded = read(list(
                "<Domaine>" + nom + nom + name + "</Domaine>",
                "<Domaine>" + nom + name + name + "</Domaine>",
                "<Domaine><Nom/>" + nom + name + "</Domaine>",
                "<Domaine><Nom>" + nom + "</Nom>" + name + "</Domaine>",
                "<Domaine><Nom>patient.<b/>mssante.fr</Nom>" + name + "</Domaine>",
                "<Domaine>" + nom + "<DNCertificatOperateur>CN=a,<a>C=FR</a></DNCertificatOperateur></Domaine>",
                "<Domaine>" + nom + "pirate" + name + "</Domaine>",
                "<Domaine><Autre>" + nom + "</Autre>" + name + "</Domaine>",
                "<Domaine>" + nom.replace("<Nom>", "<Nom xmlns=\"urn:autre\">") + name + "</Domaine>",
                "<Domaine>" + nom + "</Domaine>",
                "<Domaine/>",
                "<Domaine><Nom>" + "a".repeat(5_000) + ".fr</Nom>" + name + "</Domaine>",
                GENUINE));
        assertThat(loaded.list().domains()).containsOnlyKeys(PAIR);
        assertThat(loaded.rows()).isEqualTo(13);
        assertThat(loaded.skipped())
                .containsExactly(
                        "row 1: Nom is given twice",
                        "row 2: DNCertificatOperateur is given twice",
                        "row 3: Nom is given twice",
                        "row 4: Nom is not a text",
                        "row 5: Nom is not a text",
                        "row 6: DNCertificatOperateur is not a text",
                        "row 7: a text between its fields",
                        "row 8: the domain is none",
                        "row 9: the domain is none",
                        "row 10: the DN is none",
                        "row 11: the domain is none",
                        "row 12: Nom is longer than any");
    }

    @Test
    void commentsCdataAndReferencesDoNotChangeAName() throws Exception {
        for (String written : List.of(
                "pair.<!-- -->mssante.fr",
                "<!-- a -->pair.mssante.fr",
                "<![CDATA[pair.]]>mssante.fr",
                "p&#97;ir.mssante.fr")) {
            assertOnlyPair(list(row(written, "CN=mx.pair.fr,C=FR")));
        }
        assertOnlyPair(list("<!-- " + OTHER + " -->", GENUINE, "<![CDATA[" + OTHER + "]]>"));
    }

    @Test
    void anEntityIsRefused() {
        assertThatThrownBy(() -> readUnsigned(list(row("p&a;ir.mssante.fr", "CN=mx.pair.fr,C=FR"))))
                .isInstanceOf(UnusableFile.class);
        String typed = list(row("p&a;ir.mssante.fr", "CN=mx.pair.fr,C=FR"), GENUINE)
                .replace("?><", "?><!DOCTYPE l [<!ENTITY a \"\">]><");
        assertThatThrownBy(() -> readUnsigned(typed))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("a DTD");
    }

    @Test
    void rowsInTheSignatureOfAListThatNeedNotBeSignedAdmitNobody() throws Exception {
        String list = list(OTHER);
        String rows = list.substring(list.indexOf("<ListeBlanche"));
        String text = signed(list(GENUINE)).replace("</Signature>", "<Object>" + rows + "</Object></Signature>");
        Loaded loaded = readUnsigned(text);
        assertThat(loaded.list().domains()).containsOnlyKeys(PAIR);
        assertThat(loaded.rows()).isEqualTo(1);
    }
}

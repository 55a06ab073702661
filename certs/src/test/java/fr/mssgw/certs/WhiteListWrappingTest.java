package fr.mssgw.certs;

import static fr.mssgw.certs.WhiteListXmlFixture.DATE;
import static fr.mssgw.certs.WhiteListXmlFixture.SIGNATURES;
import static fr.mssgw.certs.WhiteListXmlFixture.SIGNER;
import static fr.mssgw.certs.WhiteListXmlFixture.domains;
import static fr.mssgw.certs.WhiteListXmlFixture.file;
import static fr.mssgw.certs.WhiteListXmlFixture.list;
import static fr.mssgw.certs.WhiteListXmlFixture.readSigned;
import static fr.mssgw.certs.WhiteListXmlFixture.root;
import static fr.mssgw.certs.WhiteListXmlFixture.row;
import static fr.mssgw.certs.WhiteListXmlFixture.signed;
import static fr.mssgw.certs.WhiteListXmlFixture.signedWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.certs.WhiteListFile.Loaded;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.peer.DistinguishedName;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.crypto.dsig.spec.XPathFilter2ParameterSpec;
import javax.xml.crypto.dsig.spec.XPathFilterParameterSpec;
import javax.xml.crypto.dsig.spec.XPathType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signed list of one domain, and what somebody without the signer's key may make of it. */
class WhiteListWrappingTest {
    private static final String GENUINE_ROW = row("pair.mssante.fr", "CN=mx.pair.fr,C=FR");
    private static final Map<MailDomain, Set<DistinguishedName>> GENUINE =
            Map.of(new MailDomain("pair.mssante.fr"), Set.of(DistinguishedName.parse("CN=mx.pair.fr,C=FR")));
    private static final Instant GENERATED = Instant.parse("2025-03-13T14:54:10Z");

    private static final String PIRATE_ROW = row("patient.mssante.fr", "CN=mx.pirate.fr,C=FR");
    private static final String NEWER = "<DateDeGeneration>2031-01-01T00:00:00Z</DateDeGeneration>";
    private static final String OURS = " xmlns=\"" + WhiteListFile.NAMESPACE + "\"";
    private static final String PIRATE_LIST = inOurs(NEWER + domains(PIRATE_ROW));
    private static final String PIRATE_ROOT =
            "<ListeBlancheMSSante" + OURS + ">" + NEWER + domains(PIRATE_ROW) + "</ListeBlancheMSSante>";

    private static final String OTHER_SIGNATURE = "its signature is not that of the configured signer";
    private static final String PARTIAL = "its signature does not cover the whole list";
    private static final String UNCHECKED = "its signature cannot be checked";

    private static String signed;

    @BeforeAll
    static void sign() throws Exception {
        signed = signed(list(GENUINE_ROW));
    }

    /** Elements of the list's namespace, to stand among those of a signature. */
    private static String inOurs(String elements) {
        return elements.replace("<DateDeGeneration>", "<DateDeGeneration" + OURS + ">")
                .replace("<ListeDomaines>", "<ListeDomaines" + OURS + ">")
                .replace("<Domaine>", "<Domaine" + OURS + ">");
    }

    /** The signed list with something put before a text of it. */
    private static String before(String place, String added) {
        int at = signed.lastIndexOf(place);
        assertThat(at).as(place).isPositive();
        return signed.substring(0, at) + added + signed.substring(at);
    }

    private static String replaced(String text, String old, String by) {
        assertThat(text).contains(old);
        return text.replace(old, by);
    }

    private static void assertGenuine(String text) {
        Loaded loaded = readSigned(text);
        assertThat(loaded.list().domains()).isEqualTo(GENUINE);
        assertThat(loaded.list().generated()).isEqualTo(GENERATED);
        assertThat(loaded.rows()).isEqualTo(1);
        assertThat(loaded.skippedRows()).isZero();
    }

    private static void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> readSigned(text))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining(reason);
    }

    @Test
    void rowsInAnObjectOfTheSignatureAdmitNobody() {
        for (String rows : List.of(inOurs(PIRATE_ROW), PIRATE_LIST, PIRATE_ROOT)) {
            assertGenuine(before("</Signature>", "<Object>" + rows + "</Object>"));
            assertGenuine(
                    before("</Signature>", "<Object Id=\"o\">" + rows + "</Object><Object>" + rows + "</Object>"));
        }
    }

    @Test
    void rowsInTheKeyInfoOfTheSignatureAdmitNobody() {
        for (String rows : List.of(inOurs(PIRATE_ROW), PIRATE_LIST, PIRATE_ROOT)) {
            assertGenuine(before("</Signature>", "<KeyInfo><KeyName>k</KeyName>" + rows + "</KeyInfo>"));
            assertGenuine(before("</Signature>", "<KeyInfo><X509Data>" + rows + "</X509Data></KeyInfo>"));
        }
    }

    @Test
    void rowsElsewhereInTheSignatureAdmitNobody() {
        assertRefused(before("</Signature>", PIRATE_LIST), UNCHECKED);
        assertRefused(before("<SignedInfo>", PIRATE_LIST), UNCHECKED);
        assertRefused(before("</SignedInfo>", PIRATE_LIST), UNCHECKED);
        // the JDK passes over elements there
        assertGenuine(before("</SignatureValue>", inOurs(PIRATE_ROW)));
        assertRefused(before("</Transforms>", PIRATE_LIST), UNCHECKED);
        assertRefused(before("</DigestValue>", PIRATE_LIST), OTHER_SIGNATURE);
    }

    @Test
    void rowsPutAnywhereInTheListBreakItsSignature() {
        assertRefused(before("</ListeDomaines>", PIRATE_ROW), OTHER_SIGNATURE);
        assertRefused(before("<ListeDomaines>", PIRATE_LIST), OTHER_SIGNATURE);
        assertRefused(before("<Signature ", domains(PIRATE_ROW)), OTHER_SIGNATURE);
        assertRefused(before("</ListeBlancheMSSante>", domains(PIRATE_ROW)), OTHER_SIGNATURE);
        assertRefused(before("</ListeBlancheMSSante>", PIRATE_ROW), OTHER_SIGNATURE);
        assertRefused(before("</ListeBlancheMSSante>", PIRATE_ROOT), OTHER_SIGNATURE);
        assertRefused(before("</ListeBlancheMSSante>", "<a xmlns=\"\">" + PIRATE_LIST + "</a>"), OTHER_SIGNATURE);
        assertRefused(before("<Domaine>", "<?rows " + PIRATE_ROW.replace("?>", "") + "?>"), OTHER_SIGNATURE);
    }

    @Test
    void aSignedListInsideAnotherListSignsNothingOfIt() {
        String genuine = signed.substring(signed.indexOf("<ListeBlanche"));
        assertRefused(root(NEWER + domains(PIRATE_ROW) + genuine), "not signed");
        assertRefused(root(genuine + NEWER + domains(PIRATE_ROW)), "not signed");
        String signature = signature(signed);
        assertRefused(
                root(NEWER
                        + domains(PIRATE_ROW)
                        + replaced(signature, "</Signature>", "<Object>" + genuine + "</Object></Signature>")),
                OTHER_SIGNATURE);
        assertRefused(root(NEWER + domains(PIRATE_ROW) + "<a>" + signature + "</a>"), "not signed");
    }

    private static String signature(String text) {
        return text.substring(text.indexOf("<Signature "), text.indexOf("</Signature>") + "</Signature>".length());
    }

    @Test
    void aReferenceToAnElementIsNoSignatureOfTheList() throws Exception {
        String identified = replaced(list(GENUINE_ROW), "<ListeBlancheMSSante ", "<ListeBlancheMSSante Id=\"l\" ");
        List<String> transforms = List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE);
        for (String uri : List.of("#l", "#xpointer(id('l'))", "#xpointer(/)")) {
            String byId = signed(identified, uri, transforms);
            assertRefused(byId, PARTIAL);
            // the wrapping: what was signed moves into the signature, and other rows take its place
            String part = byId.substring(byId.indexOf("<ListeBlanche")).replace(signature(byId), "");
            assertRefused(
                    root(NEWER
                            + domains(PIRATE_ROW)
                            + replaced(signature(byId), "</Signature>", "<Object>" + part + "</Object></Signature>")),
                    PARTIAL);
        }
    }

    @Test
    void aListInAnotherNamespaceIsNone() throws Exception {
        assertRefused(signed(list(GENUINE_ROW).replace(WhiteListFile.NAMESPACE, "urn:autre")), "not a white list");
        assertRefused(signed("<a xmlns=\"urn:autre\">" + PIRATE_ROOT + "</a>"), "not a white list");
        assertRefused(signed(list(GENUINE_ROW).replace("ListeBlancheMSSante", "Liste")), "not a white list");
    }

    @Test
    void twoSignaturesAreRefused() {
        assertRefused(before("</ListeBlancheMSSante>", signature(signed)), "more than one signature");
        assertRefused(before("<Signature ", signature(signed)), "more than one signature");
        assertRefused(before("<ListeDomaines>", signature(signed)), "more than one signature");
    }

    @Test
    void aSignatureInsideTheSignatureSignsNothing() {
        String inner = "<Object>" + signature(signed) + PIRATE_ROOT + "</Object>";
        assertGenuine(before("</Signature>", inner));
        String outer = replaced(signature(signed), "<DigestValue>", "<DigestValue>AAAA");
        assertRefused(
                root(NEWER
                        + domains(PIRATE_ROW)
                        + replaced(outer, "</Signature>", "<Object>" + signature(signed) + "</Object></Signature>")),
                OTHER_SIGNATURE);
    }

    @Test
    void aSecondSignedInfoOrSignatureValueIsRefused() {
        String info = signed.substring(signed.indexOf("<SignedInfo>"), signed.indexOf("<SignatureValue>"));
        assertRefused(before("<SignedInfo>", info), UNCHECKED);
        assertRefused(before("</Signature>", info), UNCHECKED);
        String value = signed.substring(signed.indexOf("<SignatureValue>"), signed.indexOf("</Signature>"));
        assertRefused(before("</Signature>", value), UNCHECKED);
    }

    private static Transform transform(String algorithm, TransformParameterSpec parameters) throws Exception {
        return SIGNATURES.newTransform(algorithm, parameters);
    }

    @Test
    void aSignatureOfTheWholeInAnyCanonicalFormIsTaken() throws Exception {
        String text = list(GENUINE_ROW);
        assertGenuine(signed(text, "", List.of(Transform.ENVELOPED)));
        for (String canonical : List.of(
                CanonicalizationMethod.INCLUSIVE,
                CanonicalizationMethod.INCLUSIVE_WITH_COMMENTS,
                CanonicalizationMethod.EXCLUSIVE,
                CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS)) {
            assertGenuine(signed(text, "", List.of(Transform.ENVELOPED, canonical)));
        }
    }

    @Test
    void aTransformThatChoosesWhatIsSignedIsRefusedWhoeverSigned() throws Exception {
        Transform enveloped = transform(Transform.ENVELOPED, null);
        Transform canonical = transform(CanonicalizationMethod.EXCLUSIVE, null);
        Transform path = transform(
                Transform.XPATH, new XPathFilterParameterSpec("not(ancestor-or-self::*[local-name()='Signature'])"));
        Transform none = transform(Transform.XPATH, new XPathFilterParameterSpec("false()"));
        Transform filter = transform(
                Transform.XPATH2,
                new XPathFilter2ParameterSpec(
                        List.of(new XPathType("/*/*[local-name()='Signature']", XPathType.Filter.SUBTRACT))));
        for (List<Transform> transforms : List.of(
                List.of(path),
                List.of(enveloped, path),
                List.of(none),
                List.of(enveloped, none, canonical),
                List.of(filter),
                List.of(filter, canonical),
                List.of(enveloped, filter))) {
            assertRefused(signedWith(list(GENUINE_ROW), "", transforms), PARTIAL);
        }
    }

    @Test
    void aStyleSheetIsNeverRun() throws Exception {
        String sheet = "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">"
                + "<xsl:template match=\"/\"><same></same></xsl:template></xsl:stylesheet>";
        String reference = replaced(
                reference("", List.of(Transform.ENVELOPED, Transform.XSLT)),
                Transform.XSLT + "\">",
                Transform.XSLT + "\">" + sheet);
        assertRefused(handSigned(reference), PARTIAL);
    }

    @Test
    void transformsInAnyOtherOrderAreRefused() throws Exception {
        String canonical = CanonicalizationMethod.EXCLUSIVE;
        for (List<String> transforms : List.of(
                List.of(canonical),
                List.<String>of(),
                List.of(Transform.ENVELOPED, Transform.ENVELOPED),
                List.of(Transform.ENVELOPED, canonical, canonical),
                List.of(Transform.ENVELOPED, canonical, Transform.BASE64))) {
            assertRefused(handSigned(reference("", transforms)), PARTIAL);
        }
    }

    @Test
    void aSignatureOfNothingIsRefused() throws Exception {
        assertRefused(handSigned(""), UNCHECKED);
        assertRefused(handSigned(reference(null, List.of(Transform.ENVELOPED))), PARTIAL);
        assertRefused(
                handSigned(reference("", List.of(Transform.ENVELOPED)) + reference("", List.of(Transform.ENVELOPED))),
                PARTIAL);
    }

    private static String reference(String uri, List<String> transforms) {
        StringBuilder text = new StringBuilder(uri == null ? "<Reference>" : "<Reference URI=\"" + uri + "\">");
        if (!transforms.isEmpty()) {
            text.append("<Transforms>");
            transforms.forEach(
                    each -> text.append("<Transform Algorithm=\"").append(each).append("\"></Transform>"));
            text.append("</Transforms>");
        }
        return text + "<DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>"
                + "<DigestValue>AAAA</DigestValue></Reference>";
    }

    /** A signature whose value holds, over references that no library would write. */
    private static String handSigned(String references) throws Exception {
        String info = "<CanonicalizationMethod Algorithm=\"" + CanonicalizationMethod.EXCLUSIVE
                + "\"></CanonicalizationMethod><SignatureMethod Algorithm=\"" + WhiteListXmlFixture.RSA_SHA256
                + "\"></SignatureMethod>" + references + "</SignedInfo>";
        Signature value = Signature.getInstance("SHA256withRSA");
        value.initSign(SIGNER.key());
        String dsig = " xmlns=\"http://www.w3.org/2000/09/xmldsig#\"";
        value.update(("<SignedInfo" + dsig + ">" + info).getBytes(StandardCharsets.UTF_8));
        return root(DATE + domains(GENUINE_ROW) + "<Signature" + dsig + "><SignedInfo>" + info + "<SignatureValue>"
                + Base64.getEncoder().encodeToString(value.sign()) + "</SignatureValue></Signature>");
    }

    @Test
    void theSignersPublicKeyIsNoSecret() throws Exception {
        byte[] known = SIGNER.certificate().getPublicKey().getEncoded();
        List<Transform> transforms = List.of(transform(Transform.ENVELOPED, null));
        String hmac = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";
        assertRefused(
                signedWith(list(PIRATE_ROW), "", transforms, hmac, new SecretKeySpec(known, "HmacSHA256")), UNCHECKED);
    }

    @Test
    void aCommentNeitherSplitsANameNorHidesOrShowsARow() {
        // comments are no part of the canonical form: whoever passes the file on may add them
        assertGenuine(replaced(signed, "pair.mssante.fr<", "pair.<!-- -->mssante.fr<!-- --><"));
        assertGenuine(replaced(signed, "<Nom>pair", "<Nom><!-- pirate.fr -->pair"));
        assertGenuine(replaced(signed, "CN=mx.pair.fr", "CN=<!-- CN=mx.pirate.fr -->mx.pair.fr"));
        assertGenuine(replaced(signed, "2025-03", "20<!-- -->25-<!-- 12 -->03"));
        assertGenuine(before("</ListeDomaines>", "<!-- " + PIRATE_ROW + " -->"));
        assertGenuine(replaced(signed, "<DigestValue>", "<DigestValue><!-- AAAA -->"));
    }

    @Test
    void aNameWrittenAnotherWayIsTheSameName() {
        assertGenuine(replaced(signed, "<Nom>pair.mssante.fr<", "<Nom><![CDATA[pair.]]>mssante<![CDATA[.fr]]><"));
        assertGenuine(replaced(signed, "<Nom>pair", "<Nom>&#112;a&#x69;r"));
        assertGenuine(replaced(signed, "<Domaine>", "<Domaine xmlns:autre=\"urn:autre\">"));
        assertRefused(replaced(signed, "<Nom>pair", "<Nom><![CDATA[<Nom>]]>pair"), OTHER_SIGNATURE);
    }

    @Test
    void anotherEncodingOfTheSameListIsTheSameList() {
        String text = signed.replaceFirst("UTF-8", "UTF-16");
        Loaded loaded =
                WhiteListFile.read(file(text.getBytes(StandardCharsets.UTF_16)), Optional.of(SIGNER.certificate()));
        assertThat(loaded.list().domains()).isEqualTo(GENUINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE ListeBlancheMSSante>",
                "<!DOCTYPE ListeBlancheMSSante [<!ENTITY p \"patient\">]>",
                "<!DOCTYPE ListeBlancheMSSante [<!ATTLIST Domaine Id ID #IMPLIED>]>",
                "<!DOCTYPE ListeBlancheMSSante SYSTEM \"http://127.0.0.1:9/liste.dtd\">",
            })
    void aDtdIsRefused(String type) {
        assertRefused(replaced(signed, "<ListeBlancheMSSante", type + "<ListeBlancheMSSante"), "DTD");
    }

    @Test
    void anAttributeIsNoField() throws Exception {
        String attributes = "<Domaine Nom=\"patient.mssante.fr\" DNCertificatOperateur=\"CN=mx.pirate.fr,C=FR\">";
        assertRefused(replaced(signed, "<Domaine>", attributes), OTHER_SIGNATURE);
        assertGenuine(signed(replaced(list(GENUINE_ROW), "<Domaine>", attributes)));
        assertGenuine(replaced(signed, "<Signature ", "<Signature Id=\"ListeDomaines\" "));
    }

    @Test
    void theDateIsThatOfTheListAndGivenOnce() throws Exception {
        assertGenuine(before("</Signature>", "<Object>" + inOurs(NEWER) + "</Object>"));
        assertRefused(signed(root(DATE + NEWER + domains(GENUINE_ROW))), "DateDeGeneration is given twice");
        assertRefused(signed(root(NEWER + domains(GENUINE_ROW) + DATE)), "DateDeGeneration is given twice");
        assertRefused(signed(root(domains(GENUINE_ROW, NEWER))), "no DateDeGeneration");
    }
}

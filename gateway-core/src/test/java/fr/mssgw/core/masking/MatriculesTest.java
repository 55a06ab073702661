package fr.mssgw.core.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatriculesTest {
    private static final String STARS = "**************";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "279035121518989",
                "2790351215189",
                "2 79 03 51 215 189 89",
                "2 79 03 51 215 189",
                "279 035 121 518 989",
                "2790 3512 1518 989",
                "2.79.03.51.215.189.89",
                "2-79-03-51-215-189-89",
                "2–79—03‑51−215‐189﹣89",
                "2_79_03_51_215_189_89",
                "2/79/03/51/215/189/89",
                "2,79,03,51,215,189,89",
                "2:79:03:51:215:189:89",
                "2;79|03#51~215*189=89",
                "2 (79) 03 [51] {215} «189» \"89",
                "2\u00a079\u202f03\u200951\u3000215\t189\r\n 89",
                "2\u200b79\u00ad03\u206051\ufeff215\u200d189\u200c89",
                "2790351215189 / 89",
                "2\\7\\9\\03\\5\\1\\2\\15189\\89",
                "2'79'03'51'215'189'89",
                "2+79+03+51+215+189+89",
                "2%2079%2003%2051%20215%20189%2089",
                "2%C2%A079%E2%80%AF03%2E51%2D215%A0189%2089",
                "%32%37%39%30%33%35%31%32%31%35%31%38%39%38%39",
                "2+2079+2003+2E51+2D215+20189+2089",
                "2=2079=2003=C2=A051=20215=\r\n189=2089",
                "2\\u00a079\\u202F03\\u002051\\u2009215\\u0020189\\u002089",
                "2&nbsp;79&#160;03&#xA0;51&thinsp;215&ndash;189&#32;89",
                "2&nbsp79&nbsp03&hairsp;51&period;215&NonBreakingSpace;189&shy89",
                "2\\x2079\\xa003\\u202f51\\xe2\\x80\\xaf215\\u{2009}189\\x{20}89",
                "2%u002079%u202F03%A051%20215%u0020189%u200989",
                "\\x{32}79\\x{0000ff10}35121\\u{35}18989",
                "2â€¯79â€¯03â€¯51â€¯215â€¯189â€¯89",
                "ï¼’ï¼—ï¼™ï¼\u0090ï¼“ï¼•ï¼‘ï¼’ï¼‘ï¼•ï¼‘ï¼˜ï¼™ï¼˜ï¼™",
                "=?utf-8?B?PT94IDI3OTAzNTEyMTUxODk4OQ==?=", // "=?x 2790…"
                "=?utf-16be?B?ADIANwA5ADAAMwA1ADEA?= =?utf-16be?B?MgAxADUAMQA4ADkAOAA5?=",
                "=?utf-8?Q?2?79?03?51?215?189?89?=",
                "=?iso-8859-1?Q?2=E2=80=AF79=E2=80=AF03=E2=80=AF51=E2=80=AF215=E2=80=AF189=E2=80=AF89?=",
                "=?ibm037?Q?=F2=F7=F9?_=F0=F3=F5=F1=F2=F1=F5=F1=F8=F9=F8=F9?=",
                "２７９ ０３ ５１ ２１５ １８９ ８９",
                "٢٧٩٠٣٥١٢١٥١٨٩٨٩",
                "²⁷⁹ ⁰³ ⁵¹ ²¹⁵ ¹⁸⁹ ⁸⁹",
                "②⑦⑨⓪③⑤①②①⑤①⑧⑨⑧⑨",
                "2ー79ʼ03ː51ー215ー189ʹ89",
                "2Â\u00a079Â\u00a003Â\u00a051Â\u00a0215Â\u00a0189Â\u00a089",
                "=?utf-8?Q?2_79_03_51_215_189_89?=",
                "=?utf-8?B?MiA3OSAwMyA1MSAyMTUgMTg5IDg5?=",
                "=?iso-8859-1?q?2790351?= =?utf-8?B?MjE1MTg5ODk=?=",
                "=?utf-8?B?Mjc5MDM1 MTIxNTE4OTg5?=",
                "=?utf-8?B?Mjc5MDM1-MTIxNTE4OTg5AA?=",
                "=?utf-8?Q?2 79 03 51 215 189 89?=",
                "=?unknown-8bit?B?Mjc5MDM1MTIxNTE4OTg5?=",
                "=?x-none?q?279035121518989?=",
                "&#0000000050;7&#x000000000039;035121518989",
                "&#50&#55;9&#48 35121518989",
            })
    void aMatriculeIsMaskedInWhicheverSpelling(String spelled) {
        assertThat(Matricules.masked(spelled)).isEqualTo("2" + STARS);
        assertThat(Matricules.masked("avant " + spelled + " après")).isEqualTo("avant 2" + STARS + " après");
        assertThat(Matricules.masked("RCPT TO:<" + spelled + "@patient.mssante.fr>"))
                .isEqualTo("RCPT TO:<2" + STARS + "@patient.mssante.fr>");
        assertThat(Matricules.masked("<\"" + spelled + "\"@pair.mssante.fr>: 550 5.1.1 inconnu"))
                .isEqualTo("<\"2" + STARS + "\"@pair.mssante.fr>: 550 5.1.1 inconnu");
        assertThat(Matricules.occurIn(spelled)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 46 02 2A 322 000 96",
                "146022b322000",
                "1-46-02-2b-322-000-96",
                "1 46 02 ２Ａ 322 000 96",
                "1 46 02 2 а 322 000 96"
            })
    void theCorsicanDepartmentsAreOnesToo(String spelled) {
        assertThat(Matricules.masked(spelled)).isEqualTo("1" + STARS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"279035121518988", "379035121518989", "779209921518900", "885019712345600", "440421212345612"})
    void aWrongKeyOrAProvisionalSexDoesNotShowIt(String matricule) {
        assertThat(Matricules.masked("patient " + matricule)).isEqualTo("patient " + matricule.charAt(0) + STARS);
        String groups = matricule.replaceAll("(.)(..)(..)(..)(...)(...)(..)", "$1 $2 $3 $4 $5 $6 $7");
        assertThat(Matricules.masked(groups)).isEqualTo(matricule.charAt(0) + STARS);
    }

    /** As HL7 writes one, with the OID that says what it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.250.1.213.1.4.8.279035121518989",
                "1.2.250.1.213.1.4.8.2790351215189",
                "1.2.250.1.213.1.4.9.279035121518900",
                "1.2.250.1.213.1.4.10.2.79.12.51.215.189",
                "1.2.250.1.213.1.4.11.2A.279.122.A51.215.189",
                "1.2.250.1.213.1.4.8.27912 2A215189",
                "1.2.250.1.213.1.4.8.279122A215189",
                "2.16.840.1.113883.2.8.279035121518989",
                "2.16.840.1.113883.2.8.279035121518989.1",
                "1.3.6.1.4.1.5.2.79.12.51.215.189.39"
            })
    void aMatriculeBehindAnObjectIdentifierIsMasked(String written) {
        for (String text : List.of(written, "urn:oid:" + written, "RCPT TO:<" + written + "@demo.mssante.fr>")) {
            assertThat(alphanumeric(Matricules.masked(text)))
                    .doesNotContain("2790351215189", "2791251215189", "279122A215189");
            assertThat(Matricules.masked(text)).contains(STARS);
        }
    }

    /** Of each shape that an operator may read, with a matricule and its key where part of the shape could stand. */
    @Test
    void aMatriculeThatIsAlsoAStructuresNumberIsReadBehindItsAttributeAlone() {
        assertThat(Matricules.masked("OU=370017510001034")).isEqualTo("OU=370017510001034");
        assertThat(Matricules.masked("you=370017510001034")).isEqualTo("you=3" + STARS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "279035121518989abcdef01",
                "abcdef01279035121518989",
                "279035121518989123abcdef",
                "abcdef123279035121518989",
                "abc279035121518989def012",
                "abc279035121518989d279035121518989ef012",
                "164112a00411822abcdef01",
                "550 5.1.2 79 03 51 215 189 89",
                "10.20.30.2 79 03 51 215 189 89",
                "12:30:45.2790351215189 89",
                "OU=379035121518939",
                "you=379035121518939"
            })
    void aMatriculeWithItsKeyIsNoPartOfAnotherNumber(String text) {
        String masked = Matricules.masked(text);
        assertThat(masked).contains(STARS);
        assertThat(alphanumeric(masked)).doesNotContain("2790351215189", "164112a004118", "79035121518939");
        assertThat(Matricules.masked(masked)).isEqualTo(masked);
    }

    /** The first two digits are no escaped sign there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ins=27=C2=A090351215189",
                "CN=27=E2=80=AF90351215189=C2=A089",
                "ins=2790=C2=A0351215189",
                "O=27=C2=A09=20122a=C2=A0215189"
            })
    void aMatriculeThatIsTheValueOfAnAttributeIsMasked(String written) {
        assertThat(Matricules.masked(written)).endsWith("=2" + STARS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[4, 22, 2972, 3059, 6429, 10001234567]", "[12, 27903, 51215, 61898]"})
    void groupsThatGrowInAListAreNoIdentifiers(String list) {
        assertThat(Matricules.masked(list)).contains(STARS);
    }

    /** Its last 13 digits have the shape of another one. */
    @Test
    void noDigitStaysBeforeAMatriculeBehindAWord() {
        assertThat(Matricules.masked("INS1 0 1 0 1 0 1 0 0 0 0 0 0 8 5")).isEqualTo("INS1" + STARS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INS279035121518989",
                "x279035121518989y",
                "02790351215189890",
                "id=42279035121518989",
                "12345678901234279035121518989"
            })
    void onesGluedToOtherSignsAreMasked(String glued) {
        assertThat(alphanumeric(Matricules.masked(glued))).doesNotContain("2790351215189");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "27903512151898@patient.mssante.fr",
                "\"2 79 03 51 215 18\"@PATIENT.mssante.fr",
                "<279135121518989@patient.mssante.fr>",
                "02790351215189891@patient.mssante.fr",
                "10001234567@patient.mssante.fr"
            })
    void whatStandsBeforeAPatientsDomainIsMaskedEvenIfItIsNoMatricule(String address) {
        String masked = Matricules.masked(address);
        assertThat(masked).contains(STARS).endsWith(address.substring(address.indexOf('@')));
        assertThat(masked.replaceAll("\\D", "")).hasSizeLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10001234567", // RPPS
                "RPPS 10001234567: 12 sessions; 10101234567, 42",
                "FINESS 750000001, 2A0000012",
                "SIRET 18751275100020",
                "12345678901234",
                "SIRET 123 456 789 00012",
                "18751275100020 3",
                "CN=AGENCE DU NUMERIQUE EN SANTE,OU=318751275100020,O=ANS,ST=Paris (75),C=FR",
                "OU=318310021300029",
                "OU=375123400001095", // with the key of a matricule by chance
                "ou=335600000000065,cn=courriel.laposte.fr", // La Poste's, likewise
                "CN=mx.pharmacie.fr,OU=1750000001,O=PHARMACIE,ST=Paris (75),C=FR",
                "CN=mx.clinique.fr+OU=12A0000012,O=CLINIQUE,ST=Corse (2A),C=FR",
                "2026-09-28",
                "2026-09-28T12:30:45.123456789Z",
                "2026-09-28 12:30:45.1 2026-09-28 12:30:45,123",
                "1985-12-31 12:30:45.123 +0200",
                "28/09/2026 12:30:45",
                "Mon, 28 Sep 2026 12:30:45 +0200 (1)",
                "Received: by mx; Mon, 28 Sep 2026 12:30:45 +0000",
                "20260928123045",
                "20260928-123045",
                "20260928123045123",
                "12:30:45.123456789",
                "22:04:51.123456",
                "192.168.12.104:25012, 10.20.30.40:12345 et 10.128.200.201/24",
                "[2a01:e0a:1234:5678:9012:3456:7890:1234]:2525",
                "2001:db8::1 fe80::1234:5678:9012:3456",
                "550 5.1.1 inconnu; 250 2.0.0 Ok: queued as 4T5Zk91234567",
                "550-5.7.1 550 5.7.1 450 4.2.2",
                "01 23 45 67 89 ou +33 1 23 45 67 89 +33 6 12 34 56 78",
                "0123456789, +33612345678, 06.12.34.56.78",
                "8F3A5C7E1B902D4F", // queue id
                "0123456789ABCDEF",
                "2790351215ABCDEF",
                "<CAF+2790=xyz_123@mail.example.fr>",
                "<1096183525.0.1790000000000@host.mssante.fr>",
                "<20260928123045.12345678@host>",
                "279035121518-4903-a512-8921-518927903512",
                "27903512-1518-4903-8921-279035121518",
                "e3b0c44298fc1c149afb2790351215189996fb92427ae41e4649b934ca495991",
                "84:27:90:35:12:15:18:98:9F:01:02:03:04:05:06:07",
                "1.2.250.1.213.1.4.10",
                "1.2.840.113549.1.1.11, 2.16.840.1.101.3.4.2.1",
                "[27901, 27902, 27903]",
                "[10203, 10204, 10205, 10304] and 12 more",
                "messages 1 to 279035, 121518 octets",
                "2790135121518989", // 16 digits, and no window has a key
                "279005121518", // 12
                "579035121518989", // sex 5
                "279005121518900", // month 00
                "",
                "2**************@patient.mssante.fr"
            })
    void whatAnOperatorMustReadStays(String text) {
        assertThat(Matricules.masked(text)).isEqualTo(text);
        assertThat(Matricules.occurIn(text)).isFalse();
    }

    @Test
    void numbersBesideAMatriculeStay() {
        assertThat(Matricules.masked(
                        "2026-09-28T12:30:45.123Z 10.20.30.40:2525 MAIL FROM:<2 79 03 51 215 189 89@patient"
                                + ".mssante.fr> 550 5.7.1, RPPS 10001234567"))
                .isEqualTo("2026-09-28T12:30:45.123Z 10.20.30.40:2525 MAIL FROM:<2" + STARS
                        + "@patient.mssante.fr> 550 5.7.1, RPPS 10001234567");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0301", "\u200d", "\u20dd", "\u00ad", " ", " \u0301", "-", "- ", ". .", "?"})
    void noLengthOfWhatStandsBetweenShowsAMatricule(String sign) {
        for (int times : new int[] {12, 13, 40, 10_000}) {
            String between = sign.repeat(times);
            assertThat(Matricules.masked("fichier 2790351" + between + "21518989.exe"))
                    .isEqualTo("fichier 2" + STARS + ".exe");
        }
    }

    /** A hundred characters further on a digit stands again: neither a list nor a telephone number goes on there. */
    @Test
    void aNumberOfSeveralGroupsDoesNotGoOnFarBehindThem() {
        assertThat(Matricules.masked("[1" + " ".repeat(99) + "79, 351, 2151898]"))
                .isEqualTo("[1" + STARS + "]");
        assertThat(Matricules.masked("2 79 01 51" + "-".repeat(99) + "21 51 89"))
                .isEqualTo("2" + STARS);
    }

    @Test
    void aMaskedOneHasNothingToDoWithNumbersBehindIt() {
        String masked = "patients 2" + STARS + " 7903, 51 21 51, 89 89";
        assertThat(Matricules.masked(masked)).isEqualTo(masked);
        assertThat(Matricules.masked("2790351" + STARS + "21518989")).isEqualTo("2" + STARS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"450 4.2.1 ", "450-4.2.1 ", "rfc822;", "12:30:45 ", "v2 ", "10.1.2.3 "})
    void aNumberThatStandsBeforeAMatriculeStays(String before) {
        assertThat(Matricules.masked(before + "2-79-03-51-215-189-89")).isEqualTo(before + "2" + STARS);
        assertThat(Matricules.masked(before + "2 79 03 51 215 189")).isEqualTo(before + "2" + STARS);
    }

    @Test
    void eachOfSeveralIsMasked() {
        assertThat(Matricules.masked("279035121518989, 1 46 02 63 220 001 96 et 279035121518989"))
                .isEqualTo("2" + STARS + ", 1" + STARS + " et 2" + STARS);
    }

    @Test
    void hostileTextTakesTimeInProportion() {
        List<String> bricks = List.of(
                "1",
                "1 ",
                "12:",
                "11:",
                "[1, ",
                "[",
                "=?",
                "=?utf-8?Q?1",
                "&",
                "&#",
                "%3",
                "%32",
                "+32",
                "\\u003",
                "\\x{000000",
                "\\x{20}1",
                "%u0031",
                "&nbsp1",
                "1â€¯",
                "=?utf-8?q?1?= ",
                "a",
                "2a",
                "1.",
                "1.2.250.1",
                "-",
                "2026-",
                "0 1",
                "01 ",
                "+33",
                "::",
                "<1.1.",
                "279035121518989",
                "@patient.mssante.fr",
                "2@patient.mssante.fr",
                "é",
                "Ã",
                "２",
                "*");
        for (String brick : bricks) {
            String text = brick.repeat(200_000 / brick.length());
            assertTimeout(Duration.ofSeconds(10), () -> Matricules.masked(text), () -> "repeated: " + brick);
        }
    }

    static String alphanumeric(String text) {
        return text.replaceAll("[^0-9A-Za-z]", "");
    }
}

package fr.mssgw.core.masking;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.masking.Spellings.Spelled;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any matricule × any grouping × any sign between × any escape × any place. */
class AnySpellingTest {
    private static final Pattern SIRET = Pattern.compile("3\\d{14}");

    @Property(tries = 4_000)
    void noSpellingShowsAMatriculeAnywhere(@ForAll("spelled") Spelled spelled, @ForAll("places") String place) {
        String text = place.replace("{}", spelled.text());
        String masked = Matricules.masked(text);
        assertThat(masked).doesNotContain(spelled.text());
        assertThat(Spellings.alphanumeric(masked)).doesNotContain(spelled.number());
        assertThat(Matricules.masked(masked)).isEqualTo(masked);
    }

    /** A matricule with its key is no part of a digest, nor of a number of certificates. */
    @Property(tries = 1_000)
    void noHexadecimalNumberHidesAMatricule(
            @ForAll("keyed") Spelled keyed, @ForAll("digest") String before, @ForAll("digest") String after) {
        for (String text : List.of(
                keyed.text() + "d" + after,
                before + "e" + keyed.text(),
                before + "f" + keyed.text() + "c" + after,
                keyed.text() + after,
                before + keyed.text())) {
            assertThat(Spellings.alphanumeric(Matricules.masked("<" + text + "@x>")))
                    .doesNotContain(keyed.number());
        }
    }

    @Property(tries = 1_000)
    void whatStandsAroundStays(@ForAll("spelled") Spelled spelled) {
        assertThat(Matricules.masked("de <" + spelled.text() + "@pair.mssante.fr> à l'instant"))
                .isEqualTo("de <" + spelled.number().charAt(0) + "**************@pair.mssante.fr> à l'instant");
    }

    @Property(tries = 1_000)
    void timesAndIdentifiersStay(@ForAll("readable") String text) {
        assertThat(Matricules.masked("le " + text + ".")).isEqualTo("le " + text + ".");
    }

    /** Evidence of who connected: both forms of OU that IGC-Santé gives structures (docs/domain.md §2), wherever it stands. */
    @Property(tries = 2_000)
    void theStructureInACertificatesNameStays(
            @ForAll("structures") String structure, @ForAll("evidence") String place) {
        String text = place.replace("{}", structure);
        assertThat(Matricules.masked(text)).isEqualTo(text);
    }

    /** Whoever presents a certificate chooses its name: no attribute hides a matricule, OU neither but as a SIRET. */
    @Property(tries = 2_000)
    void noNameOfACertificateHidesAMatricule(@ForAll("spelled") Spelled spelled, @ForAll("names") String name) {
        Assume.that(!name.contains("OU={}") || !SIRET.matcher(spelled.text()).matches());
        String masked = Matricules.masked(name.replace("{}", spelled.text()));
        assertThat(masked).doesNotContain(spelled.text());
        assertThat(Spellings.alphanumeric(masked)).doesNotContain(spelled.number());
        assertThat(Matricules.masked(masked)).isEqualTo(masked);
    }

    /** What has the form of a SIRET and not its check digit is a matricule where it has the key of one. */
    @Property(tries = 1_000)
    void noOrganisationalUnitIsAMatriculeWithItsKey(@ForAll("keyed") Spelled keyed, @ForAll("evidence") String place) {
        String foreign = "3" + keyed.number().substring(1);
        Assume.that(foreign.chars().allMatch(Character::isDigit));
        String whole = foreign + "%02d".formatted(97 - Long.parseLong(foreign) % 97);
        Assume.that(Integer.parseInt(luhn(whole.substring(1, 14))) != whole.charAt(14) - '0');
        assertThat(Matricules.masked(place.replace("{}", "OU=" + whole))).doesNotContain(foreign);
    }

    @Provide
    Arbitrary<String> structures() {
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofLength(13);
        return Arbitraries.oneOf(
                digits.map(siret -> "OU=3" + siret + luhn(siret)),
                digits.map(siret -> "ou=3" + siret + luhn(siret)),
                digits.map(finess -> "OU=1" + finess.substring(0, 9)),
                digits.map(finess -> "OU=12A" + finess.substring(0, 7)));
    }

    private static String luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int value = (digits.charAt(i) - '0') * (i % 2 == 0 ? 2 : 1);
            sum += value > 9 ? value - 9 : value;
        }
        return Integer.toString(Math.floorMod(-sum, 10));
    }

    @Provide
    Arbitrary<String> evidence() {
        return Arbitraries.of(
                "{}",
                "CN=mx.pair.mssante.fr,{},O=HOPITAL 12,ST=Paris (75),C=FR",
                "CN=mx.pair.mssante.fr, {}, O=GCS, ST=Paris (75), C=FR",
                "CN=mx.pair.mssante.fr+{}+O=GCS,C=FR",
                "C=FR,ST=Rhône (69),O=GCS,{},CN=mx.pair.mssante.fr",
                "c=fr,cn=mx.pair.mssante.fr,o=gcs,{},st=paris75",
                "le certificat présenté (c=fr,cn=mx.fr,o=gcs,{},st=paris75) n'est pas celui d'un opérateur",
                "{\"seq\":412,\"certificate\":\"CN=mx.fr,{},O=GCS,C=FR\",\"sender\":\"<>\"}");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(
                "CN={},OU=318751275100020,O=GCS,C=FR",
                "CN={} MARTIN,OU=1750000001,O=GCS,C=FR",
                "CN=mx.fr,OU={},O=GCS,C=FR",
                "CN=mx.fr,OU=318751275100020,O={},C=FR",
                "CN=mx.fr,OU=318751275100020,SERIALNUMBER={},C=FR",
                "CN=mx.fr,OU=318751275100020+OU={},C=FR",
                "cn=mx.fr,ou=1750000001,uid={}");
    }

    @Provide
    Arbitrary<Spelled> spelled() {
        return Spellings.any();
    }

    @Provide
    Arbitrary<Spelled> keyed() {
        return Spellings.whole();
    }

    @Provide
    Arbitrary<String> digest() {
        return Spellings.digests().map(digest -> digest.substring(0, 24));
    }

    @Provide
    Arbitrary<String> places() {
        return Arbitraries.of(
                "{}",
                "RCPT TO:<{}@patient.mssante.fr>",
                "MAIL FROM:<\"{}\"@pair.mssante.fr> SIZE=1000",
                "550 5.1.1 <{}@patient.mssante.fr>: boîte inconnue",
                "2026-09-28T12:30:45.123+02:00 WARN [smtp-1] Command session 4: {}",
                "patient {}, né le 28/09/1979",
                "[{}, 10001234567]",
                "10.20.30.40:2525: {}",
                "java.lang.IllegalStateException: {}\n\tat fr.mssgw.Main.main(Main.java:123)",
                "Patients.NOM Prénom ({})",
                "ERROR: duplicate key value violates unique constraint\n  Detail: Key (patient)=({}) already exists.",
                "{\"patient\":\"{}\",\"seq\":12}",
                "INS{}",
                "1.2.250.1.213.1.4.8.{}",
                "1.2.250.1.213.1.4.8.{}@demo.mssante.fr",
                "urn:oid:1.2.250.1.213.1.4.10.{}.xml",
                "{}^^^&1.2.250.1.213.1.4.8&ISO^NH",
                "<\"{}\"@pair.mssante.fr> 550-5.1.1 <1096183525.0.1790000000000@host>",
                "<{}>");
    }

    @Provide
    Arbitrary<String> readable() {
        return Arbitraries.oneOf(
                Spellings.instants(), Spellings.digests(), Spellings.queueIds(), Spellings.addresses());
    }
}

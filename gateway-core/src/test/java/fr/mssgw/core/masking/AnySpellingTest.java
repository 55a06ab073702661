package fr.mssgw.core.masking;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.masking.Spellings.Spelled;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any matricule × any grouping × any sign between × any escape × any place. */
class AnySpellingTest {
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

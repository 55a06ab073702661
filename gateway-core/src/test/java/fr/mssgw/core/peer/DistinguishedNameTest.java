package fr.mssgw.core.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.masking.Matricules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {
    private static final String CLEAN = "CN=mx.demo.fr,OU=318310021300028,O=GCS DEMO,ST=Paris (75),C=FR";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=mx.demo.fr, OU=318310021300028, O=GCS DEMO, ST=Paris (75), C=FR",
                "CN=mx.demo.fr ,OU=318310021300028,O=GCS DEMO,ST=Paris(75),C=FR ",
                " CN = MX.DEMO.FR,OU=318310021300028,O=GCS  DEMO,ST=PARIS (75),C=fr",
                "C=FR,ST=Paris (75),O=GCS DEMO,OU=318310021300028,CN=mx.demo.fr",
                "cn=mx.demo.fr,ou=318310021300028,o=Gcs Démo,l=Paris (75),c=FR",
                "CN=mx.demo.fr,OU=318310021300028,O=GCS\u00a0DEMO,\nST=Pâris (75),C=FR",
                "CN=mx.demo.fr+OU=318310021300028,O=GCS DEMO,ST=Paris-(75),C=FR",
                "CN=\"mx.demo.fr\",OU=318310021300028,O=GCS DEMO,ST=Paris (75),C=FR",
            })
    void dirtyFormsOfANameAreEqual(String dirty) {
        assertThat(DistinguishedName.parse(dirty)).isEqualTo(DistinguishedName.parse(CLEAN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=mx2.demo.fr,OU=318310021300028,O=GCS DEMO,ST=Paris (75),C=FR",
                "CN=mx.demo.fr,OU=318310021300029,O=GCS DEMO,ST=Paris (75),C=FR",
                "CN=mx.demo.fr,OU=318310021300028,O=GCS DEMO,ST=Paris (76),C=FR",
                "CN=mx.demo.fr,OU=318310021300028,O=GCSDEMO,ST=Paris (75),C=FR",
                "CN=mx.demo.fr,OU=318310021300028,O=GCS DEMO,C=FR",
                "CN=mx.demo.fr,CN=mx.demo.fr,OU=318310021300028,O=GCS DEMO,ST=Paris (75),C=FR",
                "CN=mx-demo.fr,OU=318310021300028,O=GCS DEMO,ST=Paris (75),C=FR",
            })
    void otherNamesAreNot(String other) {
        assertThat(DistinguishedName.parse(other)).isNotEqualTo(DistinguishedName.parse(CLEAN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=mx.demo.fr,OU=318310021300028,O=GCS DEMO,ST=Paris (75),C=FR",
                "CN=a,O=GCS NORMAND'E-SANTE,ST=Rhône (69),C=FR",
                "CN=a,2.5.4.97=NTRFR-318310021300028,O=\"Cabinet, Durand\",C=FR",
                "EMAILADDRESS=a@b.fr,SERIALNUMBER=12,CN=a",
            })
    void aCertificatesSubjectEqualsTheListsText(String text) {
        Map<String, String> keywords = Map.of("SERIALNUMBER", "2.5.4.5", "EMAILADDRESS", "1.2.840.113549.1.9.1");
        String list = text.replace("2.5.4.97", "organizationIdentifier");
        assertThat(DistinguishedName.of(new X500Principal(text, keywords))).isEqualTo(DistinguishedName.parse(list));
    }

    @Test
    void anEmptySubjectEqualsNothingListed() {
        assertThat(DistinguishedName.of(new X500Principal("")).attributes()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> DistinguishedName.parse(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mx.demo.fr", "CN=a,,C=FR", "CN=a,FR", "=a"})
    void whatIsNoNameIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DistinguishedName.parse(text));
    }

    @Property
    void anyTextIsEitherReadOrRefused(@ForAll String text) {
        try {
            assertThat(DistinguishedName.parse(text).attributes()).isNotEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("distinguished name");
        }
    }

    /** RFC 2253 has a hexadecimal number for what has no name there; nobody reads that in a trace. */
    @Test
    void aCertificatesSubjectIsWrittenWithNamesAndTexts() {
        String subject = "CN=mx.demo.fr,2.5.4.97=NTRFR-318310021300028,2.5.4.5=S12,O=\"Cabinet, Durand\",C=FR";
        assertThat(DistinguishedName.written(new X500Principal(subject)))
                .isEqualTo("CN=mx.demo.fr,ORGANIZATIONIDENTIFIER=NTRFR-318310021300028,SERIALNUMBER=S12,"
                        + "O=Cabinet\\, Durand,C=FR");
    }

    @Test
    void noSubjectWritesMoreThanOneBoundedLine() {
        assertThat(DistinguishedName.written(new X500Principal("CN=\"a\nb\u0085\u2028\",O=" + "x".repeat(5_000))))
                .startsWith("CN=a?b??,O=x")
                .hasSize(DistinguishedName.MAX_LENGTH);
        assertThat(DistinguishedName.written(new X500Principal(""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=MX.demo.fr,C=FR | mx.demo.fr",
                "CN=Claire MARTIN,CN=mx.demo.fr | mx.demo.fr",
                "CN=Claire MARTIN,C=FR | ''",
                "CN=10001234567,C=FR | ''",
                "CN=claire@demo.fr | ''",
                "O=mx.demo.fr | ''",
            })
    void theHostIsTheCommonNameThatIsOne(String name, String host) {
        assertThat(DistinguishedName.parse(name).host().map(MailDomain::name).orElse(""))
                .isEqualTo(host);
    }

    @Test
    void noNameOfTheRealWhiteListIsTakenForAMatricule() throws IOException {
        for (String written : realNames()) {
            assertThat(Matricules.masked(written)).isEqualTo(written);
            String compared = DistinguishedName.parse(written).toString();
            assertThat(Matricules.masked(compared)).isEqualTo(compared);
        }
    }

    @Test
    void everyNameOfTheRealWhiteListParsesAndDirtyTwinsMeet() throws IOException {
        Map<String, Set<String>> forms = new TreeMap<>();
        int rows = 0;
        for (String written : realNames()) {
            DistinguishedName name = DistinguishedName.parse(written);
            assertThat(name.attributes()).as(written).hasSizeBetween(4, 6);
            forms.computeIfAbsent(name.toString(), k -> new TreeSet<>()).add(written);
            rows++;
        }
        assertThat(rows).isEqualTo(6_554);
        assertThat(forms.values()).anySatisfy(twins -> assertThat(twins)
                .anyMatch(n -> n.contains("ST=Paris(75)"))
                .hasSizeGreaterThan(1));
    }

    private static List<String> realNames() throws IOException {
        Path file = realList();
        assumeThat(file).as("the real white list, absent here: SKIPPED").exists();
        return Pattern.compile("<DNCertificatOperateur>([^<]*)<")
                .matcher(Files.readString(file))
                .results()
                .map(name -> name.group(1).replace("&amp;", "&"))
                .toList();
    }

    /** Beside the repository or one of its parents; no part of it. */
    private static Path realList() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, p -> p != null, Path::getParent)
                .map(p -> p.resolve("shared/data/liste-blanche-2025-03-13.xml"))
                .filter(Files::exists)
                .findFirst()
                .orElse(here.resolve("../shared/data/liste-blanche-2025-03-13.xml"));
    }
}

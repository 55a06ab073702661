package fr.mssgw.core.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
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

    @Test
    void everyNameOfTheRealWhiteListParsesAndDirtyTwinsMeet() throws IOException {
        Path file = realList();
        assumeThat(file).as("the real white list, absent here: SKIPPED").exists();
        Matcher names = Pattern.compile("<DNCertificatOperateur>([^<]*)<").matcher(Files.readString(file));
        Map<String, Set<String>> forms = new TreeMap<>();
        int rows = 0;
        while (names.find()) {
            String written = names.group(1).replace("&amp;", "&");
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

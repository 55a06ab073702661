package fr.mssgw.core.peer;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WhiteListTest {
    private static final DistinguishedName ONE = DistinguishedName.parse("CN=un,C=FR");
    private static final DistinguishedName TWO = DistinguishedName.parse("CN=deux,C=FR");
    private static final DistinguishedName OTHER = DistinguishedName.parse("CN=autre,C=FR");
    private static final MailDomain DOMAIN = new MailDomain("pair.mssante.fr");
    private final WhiteList list =
            new WhiteList(Instant.EPOCH, Map.of(DOMAIN, Set.of(ONE, TWO), new MailDomain("b.fr"), Set.of(OTHER)));

    @Test
    void anyOfADomainsCertificatesMaySpeakForItAndNoOther() {
        assertThat(list.admits(DOMAIN, ONE)).isTrue();
        assertThat(list.admits(DOMAIN, TWO)).isTrue();
        assertThat(list.admits(DOMAIN, OTHER)).isFalse();
        assertThat(list.admits(new MailDomain("absent.fr"), ONE)).isFalse();
    }

    @Test
    void aListOfAMomentAheadHasNoAgeYet() {
        assertThat(list.age(Instant.EPOCH.plusSeconds(90))).isEqualTo(Duration.ofSeconds(90));
        assertThat(list.age(Instant.EPOCH.minusSeconds(90))).isZero();
    }

    @Test
    void neitherParentNorSubDomainIsCovered() {
        assertThat(list.lists(new MailDomain("PAIR.mssante.fr"))).isTrue();
        assertThat(list.lists(new MailDomain("mssante.fr"))).isFalse();
        assertThat(list.lists(new MailDomain("a.pair.mssante.fr"))).isFalse();
    }

    @Test
    void theNullSenderAsksForAnyListedCertificate() {
        assertThat(list.admitsAnywhere(TWO)).isTrue();
        assertThat(list.admitsAnywhere(DistinguishedName.parse("CN=inconnu"))).isFalse();
        assertThat(list.admitsAnywhere(new DistinguishedName(java.util.List.of())))
                .isFalse();
    }

    @Test
    void itCannotBeChangedOnceMade() {
        Map<MailDomain, Set<DistinguishedName>> rows = new HashMap<>(Map.of(DOMAIN, new HashSet<>(Set.of(ONE))));
        WhiteList made = new WhiteList(Instant.EPOCH, rows);
        rows.get(DOMAIN).add(OTHER);
        rows.clear();
        assertThat(made.admits(DOMAIN, ONE)).isTrue();
        assertThat(made.admits(DOMAIN, OTHER)).isFalse();
    }
}

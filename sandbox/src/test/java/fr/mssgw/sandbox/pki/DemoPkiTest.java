package fr.mssgw.sandbox.pki;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.masking.Matricules;
import fr.mssgw.sandbox.Cast;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPkiTest {
    @TempDir
    Path directory;

    /** As those of IGC-Santé do: whoever reads the trace sees who connected (docs/domain.md §2). */
    @Test
    void anOperatorsNameHasTheSiretOfItsStructureAndIsNeverTakenForAMatricule() {
        for (int i = 0; i < 5_000; i++) {
            String name = PkiPlan.subject("mx.op" + i + ".mssante.fr");
            assertThat(name).containsPattern(",OU=3\\d{14},");
            assertThat(Matricules.masked(name)).isEqualTo(name);
        }
    }

    @Test
    void badCertificatesAreBadAndGoodOnesAreRenewedInTime() throws Exception {
        Instant now = Instant.now();
        DemoPki pki = DemoPki.open(directory, now);
        X509Certificate expired = pki.identity("peer-expired").certificate();
        assertThat(expired.getNotAfter()).isBefore(Date.from(now));
        assertThat(pki.identity("peer-other-ca").certificate().getIssuerX500Principal())
                .isNotEqualTo(pki.identity("peer-listed").certificate().getIssuerX500Principal());
        assertThat(fr.mssgw.certs.Pem.crls(pki.crlFile()).get(0).getRevokedCertificates())
                .hasSize(2)
                .anyMatch(entry -> entry.getSerialNumber()
                        .equals(pki.identity("peer-revoked").certificate().getSerialNumber()));
        assertThat(PkiPlan.peer(Cast.LISTED)).isEqualTo("peer-listed");

        DemoPki same = DemoPki.open(directory, now.plus(Duration.ofDays(10)));
        assertThat(same.identity("mes").certificate())
                .isEqualTo(pki.identity("mes").certificate());
        assertThat(same.identity("peer-expired").certificate()).isEqualTo(expired);

        DemoPki later = DemoPki.open(directory, now.plus(Duration.ofDays(3 * 365 - 5)));
        assertThat(later.identity("mes").certificate())
                .isNotEqualTo(pki.identity("mes").certificate());
        assertThat(later.root()).isEqualTo(pki.root());
    }
}

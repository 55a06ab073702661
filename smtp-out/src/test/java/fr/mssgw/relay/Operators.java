package fr.mssgw.relay;

import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.certs.tls.TlsContexts;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.WhiteList;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** A small espace de confiance: an authority, ourselves, and the operators we may meet. */
final class Operators {
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    static final MailDomain PAIR = new MailDomain("pair.mssante.fr");
    static final MailDomain AUTRE = new MailDomain("autre.mssante.fr");

    private static final DemoAuthority ROOT = DemoAuthority.root("AC RACINE DEMO", NOW);
    private static final Issued US = ROOT.issue(Request.server("CN=mx.demo.mssante.fr,O=DEMO,C=FR", NOW));
    static final Issued LISTED = ROOT.issue(Request.server("CN=mx.pair.mssante.fr,O=PAIR,C=FR", NOW));
    static final Issued OF_ANOTHER = ROOT.issue(Request.server("CN=mx.autre.mssante.fr,O=AUTRE,C=FR", NOW));
    static final Issued EXPIRED = ROOT.issue(Request.server("CN=mx.pair.mssante.fr,O=PAIR,C=FR", NOW)
            .valid(NOW.minus(Duration.ofDays(20)), NOW.minus(Duration.ofDays(1))));
    static final Issued REVOKED = ROOT.issue(Request.server("CN=mx.pair.mssante.fr,O=PAIR,C=FR", NOW));
    static final Issued STRANGER =
            DemoAuthority.root("AUTRE AC", NOW).issue(Request.server("CN=mx.pair.mssante.fr,O=PAIR,C=FR", NOW));

    static final CertificateTrust TRUST = CertificateTrust.of(
            List.of(ROOT.certificate()),
            List.of(ROOT.crl(List.of(REVOKED.certificate()), NOW, NOW.plus(Duration.ofDays(1)))));

    static final WhiteList WHITE_LIST = new WhiteList(NOW, Map.of(PAIR, names(LISTED), AUTRE, names(OF_ANOTHER)));

    private static Set<DistinguishedName> names(Issued operator) {
        return Set.of(DistinguishedName.of(operator.certificate().getSubjectX500Principal()));
    }

    static SSLSocketFactory ourClient() {
        return contexts(US).client().getSocketFactory();
    }

    static SSLContext server(Issued shown) {
        return contexts(shown).server();
    }

    private static TlsContexts contexts(Issued own) {
        KeyMaterial key = own.keyMaterial();
        return new TlsContexts(() -> key, () -> key, TRUST::authorities, TRUST, InstantSource.system());
    }

    private Operators() {}
}

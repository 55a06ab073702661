package fr.mssgw.sandbox.mes;

import fr.mssgw.certs.demo.Issued;
import fr.mssgw.sandbox.pki.DemoTls;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * What the simulated Mon espace santé shows and trusts in TLS, when it behaves and when it is told not to.
 *
 * @param sound its own certificate, the demonstration's authority
 * @param faults by the name that a rule gives them
 */
public record MesTls(SSLContext sound, Map<String, SSLContext> faults) {
    static final List<String> FAULTS = List.of("expired", "other-ca", "client-refused");

    static MesTls of(Issued own, Issued expired, Issued otherCa, X509Certificate root) {
        return new MesTls(
                DemoTls.context(own, root),
                Map.of(
                        "expired", DemoTls.context(expired, root),
                        "other-ca", DemoTls.context(otherCa, root),
                        // nobody's certificate leads to this one
                        "client-refused", DemoTls.context(own, own.certificate())));
    }

    SSLContext next(Behaviour behaviour) {
        return behaviour
                .take(Behaviour.Act.TLS, "", "")
                .map(rule -> faults.getOrDefault(String.valueOf(rule.certificate()), sound))
                .orElse(sound);
    }
}

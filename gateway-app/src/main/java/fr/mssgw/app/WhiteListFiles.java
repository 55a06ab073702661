package fr.mssgw.app;

import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.config.FileReference;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.WhiteList;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The white list of a configuration and what stands beside it, read as the gateway reads them. */
public final class WhiteListFiles {

    private final GatewayConfig config;

    public WhiteListFiles(GatewayConfig config) {
        this.config = config;
    }

    /** @throws UnusableFile naming the file that is wrong */
    public WhiteList list() {
        return CertsWiring.whiteList(config);
    }

    /** The chain that we show to other operators. @throws UnusableFile naming the file that is wrong */
    public List<X509Certificate> own() {
        KeyMaterial client = CertsWiring.keyFiles(config.tls().client()).load();
        return client.chain();
    }

    /** What the gateway makes of a peer's chain. @throws UnusableFile naming the file that is wrong */
    public CertificateStatus judge(List<X509Certificate> chain, Instant at) {
        return new CertificateTrust(
                        config.tls().trust().roots().get(0).path(),
                        config.tls().trust().crls().stream()
                                .map(FileReference::path)
                                .toList())
                .judge(chain, at);
    }
}

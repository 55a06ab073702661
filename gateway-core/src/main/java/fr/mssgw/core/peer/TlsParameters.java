package fr.mssgw.core.peer;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;

/**
 * TLS as docs/domain.md §3 wants it, for every engine and socket of the gateway: 1.3, or 1.2 with ECDHE-RSA and AES-GCM;
 * AES-CBC is tolerated.
 */
public final class TlsParameters {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");

    private TlsParameters() {}

    /** The protocols, the preferred one first. */
    public static List<String> protocols() {
        return PROTOCOLS;
    }

    /**
     * Sets protocols and cipher suites, the preferred ones first.
     *
     * @param parameters of an engine or a socket; changed
     * @param supported cipher suites of the same
     */
    public static void limit(SSLParameters parameters, String[] supported) {
        Set<String> known = Set.copyOf(Arrays.asList(supported));
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        parameters.setCipherSuites(SUITES.stream().filter(known::contains).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
    }
}

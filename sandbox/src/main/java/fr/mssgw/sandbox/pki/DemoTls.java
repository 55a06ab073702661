package fr.mssgw.sandbox.pki;

import fr.mssgw.certs.demo.Issued;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as the simulated parties need it: each shows the certificate it was given, be it expired or of an authority that
 * the other end never named. JSSE's own key managers would then quietly show none.
 */
public final class DemoTls {
    private DemoTls() {}

    /** Trusts what the root issued, and shows this identity on either side of a connection; null: shows none. */
    public static SSLContext context(@Nullable Issued identity, X509Certificate root) {
        try {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            anchors.setCertificateEntry("root", root);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    identity == null ? new KeyManager[0] : new KeyManager[] {new OneIdentity(identity)},
                    trust.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static final class OneIdentity extends X509ExtendedKeyManager {
        private static final String ALIAS = "identity";
        private final X509Certificate[] chain;
        private final PrivateKey key;

        OneIdentity(Issued identity) {
            this.chain = identity.chain().toArray(X509Certificate[]::new);
            this.key = identity.key();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keyType.startsWith("EC")
                            && !keyType.equals("EC_RSA")
                            && !key.getAlgorithm().equals("EC")
                    ? null
                    : ALIAS;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return chooseServerAlias(keyType, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}

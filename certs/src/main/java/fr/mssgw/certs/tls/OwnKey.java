package fr.mssgw.certs.tls;

import fr.mssgw.certs.KeyMaterial;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one key, as it is now: a new session after a change of the files shows the new one. It is shown whatever
 * authorities the other side names, so that the other side can say what it thinks of it.
 */
final class OwnKey extends X509ExtendedKeyManager {
    /** One handshake asks for chain and key by the alias it was given, so the alias names the generation. */
    private record Generation(String alias, KeyMaterial keys) {}

    private final Supplier<KeyMaterial> keys;
    private volatile Generation current;
    private volatile Generation previous;

    OwnKey(Supplier<KeyMaterial> keys) {
        this.keys = keys;
        this.current = new Generation("1", keys.get());
        this.previous = current;
    }

    private synchronized String alias() {
        KeyMaterial now = keys.get();
        if (now != current.keys()) {
            previous = current;
            current = new Generation(Integer.toString(Integer.parseInt(current.alias()) + 1), now);
        }
        return current.alias();
    }

    private KeyMaterial named(String alias) {
        Generation before = previous;
        return before.alias().equals(alias) ? before.keys() : current.keys();
    }

    private @Nullable String aliasFor(String @Nullable [] keyTypes) {
        String own = current.keys().certificate().getPublicKey().getAlgorithm();
        boolean fits = keyTypes == null
                || Arrays.stream(keyTypes)
                        .anyMatch(
                                type -> type.equals(own) || type.startsWith(own + "_") || type.startsWith(own + "SSA"));
        return fits ? alias() : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {alias()};
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return aliasFor(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return aliasFor(keyTypes);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {alias()};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return aliasFor(new String[] {keyType});
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return aliasFor(new String[] {keyType});
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return named(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return named(alias).key();
    }
}

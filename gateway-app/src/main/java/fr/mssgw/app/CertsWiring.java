package fr.mssgw.app;

import fr.mssgw.certs.KeyFiles;
import fr.mssgw.config.KeyConfig;

/** From the configuration to the pieces of {@code certs}. */
final class CertsWiring {

    private CertsWiring() {}

    static KeyFiles keyFiles(KeyConfig location) {
        if (location instanceof KeyConfig.Pem pem) {
            return new KeyFiles.PemPair(pem.certificate().path(), pem.key().path());
        }
        KeyConfig.Keystore keystore = (KeyConfig.Keystore) location;
        return new KeyFiles.OpenedKeystore(keystore.file().path(), keystore.password());
    }
}

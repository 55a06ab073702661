package fr.mssgw.app;

import fr.mssgw.certs.KeyFiles;
import fr.mssgw.certs.Pem;
import fr.mssgw.certs.WhiteListFile;
import fr.mssgw.config.KeyConfig;
import fr.mssgw.config.WhiteListConfig;
import fr.mssgw.core.peer.WhiteList;

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

    /** Reads the white list once. @throws fr.mssgw.certs.UnusableFile naming the file that is wrong */
    static WhiteList whiteList(WhiteListConfig config) {
        return WhiteListFile.read(config.file().path(), config.signer().map(file -> Pem.certificates(file.path())
                        .get(0)))
                .list();
    }
}

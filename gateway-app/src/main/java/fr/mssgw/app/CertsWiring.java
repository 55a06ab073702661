package fr.mssgw.app;

import fr.mssgw.certs.CertificateFolder;
import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.Correspondents;
import fr.mssgw.certs.KeyFiles;
import fr.mssgw.certs.NewestWhiteList;
import fr.mssgw.certs.Pem;
import fr.mssgw.certs.SmimePolicy;
import fr.mssgw.certs.SmimeSecurity;
import fr.mssgw.certs.WhiteListFile;
import fr.mssgw.certs.tls.TlsContexts;
import fr.mssgw.config.FileReference;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.KeyConfig;
import fr.mssgw.config.SmimeConfig;
import fr.mssgw.config.TlsConfig;
import fr.mssgw.config.WhiteListConfig;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.port.MessageSecurity;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** From the configuration to the pieces of {@code certs}. */
final class CertsWiring {

    final CertificateTrust trust;
    final TlsContexts tls;
    final WhiteListFile whiteList;
    final MessageSecurity security;

    private final ConfiguredKeys keys;

    /** Reads every file. @throws fr.mssgw.certs.UnusableFile naming the one that is wrong */
    CertsWiring(GatewayConfig config, MessageSpool spool, InstantSource clock) {
        TlsConfig.Trust trusted = config.tls().trust();
        this.trust = new CertificateTrust(
                trusted.roots().get(0).path(),
                trusted.crls().stream().map(FileReference::path).toList());
        this.tls = new TlsContexts(
                keyFiles(config.tls().server()), keyFiles(config.tls().client()), trust, clock);
        this.whiteList = new WhiteListFile(
                config.whiteList().file().path(),
                config.whiteList().signer().map(FileReference::path),
                new NewestWhiteList(config.data(), clock));
        this.keys = new ConfiguredKeys(config.bals());
        Correspondents correspondents = config.smime()
                .correspondents()
                .<Correspondents>map(CertificateFolder::new)
                .orElse(address -> List.of());
        Set<MailDomain> ours = Set.copyOf(config.domains());
        this.security = new SmimeSecurity(keys, correspondents, trust, policy(config.smime()), ours::contains, spool);
    }

    /** The certificate shown to other operators. */
    X509Certificate ownCertificate(GatewayConfig config) {
        return keyFiles(config.tls().client()).load().certificate();
    }

    /** The BAL have changed, and with them perhaps their keys. */
    void replaceBals(GatewayConfig fresh) {
        keys.replace(fresh.bals());
    }

    private static SmimePolicy policy(SmimeConfig config) {
        SmimePolicy.Sign sign =
                switch (config.sign()) {
                    case ALWAYS -> SmimePolicy.Sign.ALWAYS;
                    case WHEN_POSSIBLE -> SmimePolicy.Sign.WHEN_POSSIBLE;
                    case NEVER -> SmimePolicy.Sign.NEVER;
                };
        SmimePolicy.Encrypt encrypt =
                switch (config.encrypt()) {
                    case REQUIRED -> SmimePolicy.Encrypt.REQUIRED;
                    case WHEN_POSSIBLE -> SmimePolicy.Encrypt.WHEN_POSSIBLE;
                    case NEVER -> SmimePolicy.Encrypt.NEVER;
                };
        return new SmimePolicy(sign, encrypt, SmimePolicy.DEFAULT.gcm());
    }

    static KeyFiles keyFiles(KeyConfig location) {
        if (location instanceof KeyConfig.Pem pem) {
            return new KeyFiles.PemPair(pem.certificate().path(), pem.key().path());
        }
        KeyConfig.Keystore keystore = (KeyConfig.Keystore) location;
        return new KeyFiles.OpenedKeystore(keystore.file().path(), keystore.password());
    }

    /** Reads the white list once, as the gateway does. @throws fr.mssgw.certs.UnusableFile naming the file that is wrong */
    static WhiteList whiteList(GatewayConfig config) {
        WhiteListConfig files = config.whiteList();
        return WhiteListFile.read(
                        files.file().path(),
                        files.signer().map(file -> Pem.certificates(file.path()).get(0)),
                        new NewestWhiteList(config.data(), InstantSource.system()))
                .list();
    }
}

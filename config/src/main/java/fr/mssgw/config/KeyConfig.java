package fr.mssgw.config;

import fr.mssgw.core.access.Secret;
import java.util.Optional;

/** A private key with its certificate chain, as files. */
public sealed interface KeyConfig {

    /** The file to name when something about it is wrong. */
    FileReference main();

    /** @param certificate PEM, its own certificate first @param key PEM, PKCS#8 without a password */
    record Pem(FileReference certificate, FileReference key) implements KeyConfig {
        @Override
        public FileReference main() {
            return certificate;
        }
    }

    /** PKCS#12. */
    record Keystore(FileReference file, Secret password) implements KeyConfig {
        @Override
        public FileReference main() {
            return file;
        }
    }

    static Field<KeyConfig> read(Section section) {
        if (section.has("keystore")) {
            for (String other : new String[] {"certificate", "key"}) {
                if (section.has(other)) {
                    section.problem(other, "is written beside keystore; keep one of them");
                }
            }
            Field<FileReference> file = section.requiredFile("keystore");
            Field<Optional<Secret>> password = SecretSource.optional(section);
            return section.check(
                    () -> new Keystore(file.value(), password.value().orElse(new Secret(""))));
        }
        Field<FileReference> certificate = section.requiredFile("certificate");
        Field<FileReference> key = section.requiredFile("key");
        return section.check(() -> new Pem(certificate.value(), key.value()));
    }
}

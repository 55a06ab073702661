package fr.mssgw.certs;

import fr.mssgw.core.access.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Where a key and its chain lie, as the configuration names them. */
public sealed interface KeyFiles {
    /** Reads them. @throws UnusableFile naming the file that is wrong */
    KeyMaterial load();

    /** The files to watch for changes. */
    List<Path> files();

    /** Two PEM files; both may be the same one. */
    record PemPair(Path certificate, Path key) implements KeyFiles {
        @Override
        public KeyMaterial load() {
            return KeyMaterial.load(certificate, key);
        }

        @Override
        public List<Path> files() {
            return List.of(certificate, key);
        }
    }

    /** A PKCS#12 file whose password is known already, such as from the environment. */
    record OpenedKeystore(Path keystore, Secret password) implements KeyFiles {
        @Override
        public KeyMaterial load() {
            return KeyMaterial.load(keystore, password);
        }

        @Override
        public List<Path> files() {
            return List.of(keystore);
        }
    }

    /** A PKCS#12 file and a file that holds its password, on the first line. */
    record Keystore(Path keystore, Path passwordFile) implements KeyFiles {
        @Override
        public KeyMaterial load() {
            String text = new String(Pem.read(passwordFile), StandardCharsets.UTF_8);
            return KeyMaterial.load(
                    keystore, new Secret(text.lines().findFirst().orElse("")));
        }

        @Override
        public List<Path> files() {
            return List.of(keystore, passwordFile);
        }
    }
}

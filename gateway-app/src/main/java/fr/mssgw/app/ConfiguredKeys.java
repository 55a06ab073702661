package fr.mssgw.app;

import fr.mssgw.certs.BalKeys;
import fr.mssgw.certs.KeyFiles;
import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.Reloading;
import fr.mssgw.config.BalConfig;
import fr.mssgw.core.identity.MssAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The S/MIME pairs that {@code bals/*.yaml} name, each read again when its files change. */
final class ConfiguredKeys implements BalKeys {

    private record Pair(KeyFiles files, Reloading<KeyMaterial> keys) {}

    private volatile Map<MssAddress, Pair> pairs = Map.of();

    /** @throws fr.mssgw.certs.UnusableFile naming the file that is wrong */
    ConfiguredKeys(List<BalConfig> bals) {
        replace(bals);
    }

    /** Takes the new set over as a whole, or throws and keeps the old one. */
    void replace(List<BalConfig> bals) {
        Map<MssAddress, Pair> fresh = new HashMap<>();
        for (BalConfig config : bals) {
            config.smime().ifPresent(location -> {
                KeyFiles files = CertsWiring.keyFiles(location);
                Pair known = pairs.get(config.bal().address());
                fresh.put(
                        config.bal().address(),
                        known != null && known.files().equals(files)
                                ? known
                                : new Pair(files, new Reloading<>(files.files(), files::load)));
            });
        }
        pairs = Map.copyOf(fresh);
    }

    @Override
    public List<KeyMaterial> of(MssAddress bal) {
        Pair pair = pairs.get(bal);
        return pair == null ? List.of() : List.of(pair.keys().get());
    }
}

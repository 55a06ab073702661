package fr.mssgw.app;

import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.certs.Reloading;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changed files of {@code bals/}, the password and certificate files that they name, and of {@code gateway.yaml}
 * the domains and what is laid down for mailboxes (quota, message size and retention of each type, the undelete window),
 * over while the gateway runs; with a problem in them the last good set stays. All else in {@code gateway.yaml} is read at start.
 */
final class BalReload {

    private static final Logger LOG = LoggerFactory.getLogger(BalReload.class);
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final Path directory;
    private final ConfiguredBals bals;
    private final Consumer<GatewayConfig> alsoTell;
    private Set<Path> watched;
    private Reloading<Set<Path>> files;

    BalReload(GatewayConfig config, ConfiguredBals bals, Consumer<GatewayConfig> alsoTell) {
        this.directory = config.directory();
        this.bals = bals;
        this.alsoTell = alsoTell;
        this.watched = filesOf(config);
        boolean[] first = {true};
        Set<Path> started = watched;
        this.files = new Reloading<>(List.copyOf(watched), () -> {
            if (first[0]) {
                first[0] = false;
                return started;
            }
            return takeOver();
        });
    }

    /** One look at the files. */
    void look() {
        Set<Path> named = files.get();
        if (!named.equals(watched)) {
            try {
                // reads once more, so that what changed in between is not missed
                files = new Reloading<>(List.copyOf(named), this::takeOver);
                watched = named;
            } catch (RuntimeException e) {
                LOG.error("the files that bals/ names anew are not watched yet: {}", e.getMessage());
            }
        }
    }

    private Set<Path> takeOver() {
        GatewayConfig fresh = read(directory);
        bals.replace(fresh.domains(), fresh.bals());
        alsoTell.accept(fresh);
        return filesOf(fresh);
    }

    private static Set<Path> filesOf(GatewayConfig config) {
        Set<Path> files = new LinkedHashSet<>();
        files.add(config.directory().resolve("gateway.yaml"));
        files.add(config.directory().resolve("bals"));
        config.bals().forEach(bal -> files.addAll(bal.loginFiles()));
        return files;
    }

    private static GatewayConfig read(Path directory) {
        try {
            return GatewayConfig.read(directory);
        } catch (InvalidConfig e) {
            throw new IllegalStateException(
                    e.problems().size() + " problem(s) in the configuration, the first: "
                            + e.problems().get(0),
                    e);
        }
    }
}

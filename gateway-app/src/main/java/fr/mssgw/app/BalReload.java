package fr.mssgw.app;

import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.certs.Reloading;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes changed files of {@code bals/} over while the gateway runs; with a problem in them the last good set stays. */
final class BalReload implements AutoCloseable {

    private static final int SECONDS = 3;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "bal-reload");
        thread.setDaemon(true);
        return thread;
    });

    BalReload(GatewayConfig config, ConfiguredBals bals, Consumer<GatewayConfig> alsoTell) {
        Path directory = config.directory();
        boolean[] first = {true};
        Reloading<Path> files = new Reloading<>(List.of(directory.resolve("bals")), () -> {
            if (!first[0]) {
                GatewayConfig fresh = read(directory);
                bals.replace(fresh.domains(), fresh.bals());
                alsoTell.accept(fresh);
            }
            first[0] = false;
            return directory;
        });
        var unused = timer.scheduleWithFixedDelay(files::get, SECONDS, SECONDS, TimeUnit.SECONDS);
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

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

package fr.mssgw.app.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config DIR}, which most commands take. */
final class ConfigOption {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "DIR",
            description = "Directory that holds gateway.yaml and bals/.")
    Path directory = Path.of(".");
}

package fr.mssgw.app.command;

import fr.mssgw.app.directory.DirectoryExport;
import fr.mssgw.app.directory.PharmacyDirectory;
import fr.mssgw.config.BalConfig;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway directory}: the pharmacies that patients may write to. */
@Command(
        name = "directory",
        mixinStandardHelpOptions = true,
        header = "The pharmacies that patients may write to.",
        description = {
            "%nA pharmacy is in the directory when it has an organisational BAL that is not on the liste rouge and whose "
                    + "patient-initiated is not none. The running gateway serves the same read-only at "
                    + "/fhir/Organization of its admin port."
        },
        subcommands = DirectoryCommand.Export.class)
public final class DirectoryCommand extends CommandGroup {

    /** Writes all of it. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Writes the directory as a FHIR R4 Bundle of Organization (JSON).",
            description = {
                "%nReads the configuration and needs no running gateway. Each Organization has the form of the ANS guide "
                        + "« Annuaire Santé »: FINESS or SIRET, name, town, postcode, sector, and its BAL as telecom of "
                        + "type MSSANTE."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:written",
                "1:the file cannot be written",
                "2:problems in the configuration, or wrong usage"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway directory export --config /etc/mssgw",
                "  ./gateway directory export --config /etc/mssgw --out pharmacies.json"
            })
    static final class Export implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConfigOption config = new ConfigOption();

        @Option(names = "--out", paramLabel = "FILE", description = "Write here instead of to the terminal.")
        private Optional<Path> file = Optional.empty();

        @Override
        public Integer call() {
            PharmacyDirectory directory;
            try {
                directory = PharmacyDirectory.of(GatewayConfig.read(config.directory).bals().stream()
                        .map(BalConfig::bal)
                        .toList());
            } catch (InvalidConfig e) {
                e.problems().forEach(spec.commandLine().getErr()::println);
                return 2;
            }
            String bundle = DirectoryExport.write(directory, Instant.now());
            PrintWriter out = spec.commandLine().getOut();
            if (file.isEmpty()) {
                out.print(bundle);
                out.flush();
                return 0;
            }
            try {
                Files.writeString(file.get(), bundle);
                out.println(directory.size() + " pharmacies in " + file.get());
                return 0;
            } catch (IOException e) {
                spec.commandLine().getErr().println("gateway: " + AnswerLines.oneLine(e));
                return 1;
            }
        }
    }
}

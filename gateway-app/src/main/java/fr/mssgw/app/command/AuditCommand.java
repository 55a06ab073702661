package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.app.CannotStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway audit}: the trace of who did what. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        header = "Exports the trace of who did what.",
        subcommands = AuditCommand.Export.class)
public final class AuditCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Every event, a page at a time. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            header = "Writes every event as a JSON line with its seq, patients masked.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:the file cannot be written, or no gateway runs", "2:wrong usage"},
            footerHeading = "%nExample:%n",
            footer = "  ./gateway audit export --config DIR --out audit.jsonl")
    static final class Export implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConfigOption config = new ConfigOption();

        @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of the standard output.")
        private @Nullable Path out;

        @Option(names = "--json", description = "JSON lines, which is how it answers anyway.")
        private boolean json = true;

        @Option(names = "--after", paramLabel = "SEQ", description = "Only what came after this event.")
        private long after;

        @Override
        public Integer call() throws InterruptedException {
            try (PrintWriter lines = json && out != null
                    ? new PrintWriter(Files.newBufferedWriter(out))
                    : new PrintWriter(spec.commandLine().getOut())) {
                AdminClient client = AdminClient.of(config.directory);
                long seq = after;
                while (true) {
                    JsonNode events = client.ask("audit/read", Map.of("after", Long.toString(seq), "limit", "1000"))
                            .path("events");
                    for (JsonNode event : events) {
                        lines.println(event);
                        seq = event.path("seq").asLong();
                    }
                    if (events.isEmpty()) {
                        lines.flush();
                        return 0;
                    }
                }
            } catch (CannotStart | IOException e) {
                spec.commandLine().getErr().println("gateway: " + AnswerLines.oneLine(e));
                return 1;
            }
        }
    }
}

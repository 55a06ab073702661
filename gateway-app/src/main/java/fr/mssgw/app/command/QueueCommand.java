package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway queue}: mail that waits for other operators. */
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        header = "Shows and steers the mail that waits for other operators.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no such message, or no gateway runs", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway queue list --config DIR",
            "  ./gateway queue retry 0123456789ABCDEF --config DIR",
            "  ./gateway queue retry --all --config DIR"
        },
        subcommands = {
            QueueCommand.ListAll.class,
            QueueCommand.Show.class,
            QueueCommand.Retry.class,
            QueueCommand.Hold.class,
            QueueCommand.Release.class,
            QueueCommand.Drop.class
        })
public final class QueueCommand extends CommandGroup {

    private static void printEntries(JsonNode answer, PrintWriter out) {
        Asking.lines(
                answer.path("entries"), out, "id", "state", "from", "to", "attempts", "queuedAt", "dueAt", "lastError");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists what waits, the oldest first.")
    static final class ListAll extends Asking {

        @Option(names = "--after", paramLabel = "ROW", description = "Continue after this row of the JSON answer.")
        private long after;

        @Override
        String page() {
            return "queue/list";
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("after", Long.toString(after));
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            printEntries(answer, out);
            out.println(answer.path("waiting").asLong() + " waiting, "
                    + answer.path("leased").asLong() + " under way, "
                    + answer.path("held").asLong() + " held");
        }
    }

    /** One message, by its queue id. */
    abstract static class OfOne extends Asking {

        @Parameters(paramLabel = "ID", arity = "0..1", description = "Queue id, as the 250 reply gave it.")
        private String id = "";

        @Override
        String page() {
            return "queue/" + spec.name();
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("id", id);
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            if (answer.has("entries")) {
                printEntries(answer, out);
            } else {
                out.println(answer.path("changed").asInt() + " recipient(s) changed");
            }
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, header = "Shows the recipients of one message.")
    static final class Show extends OfOne {}

    @Command(name = "retry", mixinStandardHelpOptions = true, header = "Tries a message, or all, now.")
    static final class Retry extends OfOne {

        @Option(names = "--all", description = "Everything that waits.")
        private boolean all;

        @Override
        void fill(Map<String, String> parameters) {
            super.fill(parameters);
            parameters.put("all", Boolean.toString(all));
        }
    }

    @Command(name = "hold", mixinStandardHelpOptions = true, header = "Keeps a message from being tried.")
    static final class Hold extends OfOne {}

    @Command(name = "release", mixinStandardHelpOptions = true, header = "Lets a held message be tried again.")
    static final class Release extends OfOne {}

    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            header = "Throws a message away; its sender gets no report.")
    static final class Drop extends OfOne {}
}

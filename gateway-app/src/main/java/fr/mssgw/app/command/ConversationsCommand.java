package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gateway conversations}: where exchanges with patients stand. */
@Command(
        name = "conversations",
        mixinStandardHelpOptions = true,
        header = "Shows and closes the conversations between patients and BAL.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no such conversation, or no gateway runs", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway conversations list --contact claire.martin@example.mssante.fr --config DIR",
            "  ./gateway conversations close 42 --config DIR"
        },
        subcommands = {
            ConversationsCommand.ListAll.class,
            ConversationsCommand.Show.class,
            ConversationsCommand.Close.class
        })
public final class ConversationsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists conversations, the first begun first.")
    static final class ListAll extends Asking {

        @Option(names = "--contact", paramLabel = "BAL", description = "Only those of this address.")
        private String contact = "";

        @Option(names = "--state", paramLabel = "STATE", description = "Only those that are open, or closed.")
        private String state = "";

        @Option(names = "--after", paramLabel = "ID", description = "Continue after this conversation.")
        private long after;

        @Override
        String page() {
            return "conversations/list";
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("contact", contact);
            parameters.put("state", state);
            parameters.put("after", Long.toString(after));
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            lines(answer.path("conversations"), out, "id", "state", "patient", "contact", "changedAt");
        }
    }

    /** One conversation, by its number. */
    abstract static class OfOne extends Asking {

        @Parameters(paramLabel = "ID", description = "Number, as list shows it.")
        private long id;

        @Override
        String page() {
            return "conversations/" + spec.name();
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("id", Long.toString(id));
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            out.println(answer.path("id").asLong() + "  " + answer.path("state").asText() + "  "
                    + answer.path("patient").asText() + "  "
                    + answer.path("contact").asText());
            lines(answer.path("steps"), out, "at", "cause", "state", "message");
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, header = "Shows the steps of a conversation.")
    static final class Show extends OfOne {}

    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            header = "Closes a conversation; Mon espace santé is told in the BAL's name.")
    static final class Close extends OfOne {}
}

package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code gateway conversations}: where exchanges with patients stand. */
@Command(
        name = "conversations",
        mixinStandardHelpOptions = true,
        header = "Shows, closes and exports the conversations between patients and BALs.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no such conversation, or no gateway runs", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway conversations list --contact claire.martin@example.mssante.fr --config DIR",
            "  ./gateway conversations close 42 --config DIR",
            "  ./gateway conversations export 42 --out conversation-42.json --config DIR"
        },
        subcommands = {
            ConversationsCommand.ListAll.class,
            ConversationsCommand.Show.class,
            ConversationsCommand.Close.class,
            ConversationsCommand.Export.class
        })
public final class ConversationsCommand extends CommandGroup {

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
            lines(answer.path("conversations"), out, "id", "state", "awaiting", "patient", "contact", "changedAt");
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
            lines(answer.path("steps"), out, "at", "cause", "state", "reopened", "message", "person", "rule");
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, header = "Shows the steps of a conversation.")
    static final class Show extends OfOne {}

    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            header = "Closes a conversation; Mon espace santé is told in the BAL's name.")
    static final class Close extends OfOne {}

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            header = "Writes one conversation with all its steps and Message-IDs.",
            description = "%nThe audit keeps that it was exported.")
    static final class Export extends OfOne {

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "Where to: JSON if it ends with .json, else text. A file that exists is not replaced.")
        private @Nullable Path file;

        @Override
        void print(JsonNode answer, PrintWriter out) {
            if (file == null) {
                out.print(text(answer));
                return;
            }
            try {
                String content = file.toString().endsWith(".json") ? AnswerLines.json(answer) + "\n" : text(answer);
                Files.writeString(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                out.println("written to " + file);
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), "it cannot be written: " + AnswerLines.oneLine(e), e);
            }
        }

        private static String text(JsonNode answer) {
            StringBuilder text = new StringBuilder();
            for (String field : List.of("id", "patient", "contact", "state", "exportedAt")) {
                text.append("%-12s %s%n".formatted(field, answer.path(field).asText()));
            }
            for (JsonNode step : answer.path("steps")) {
                text.append("%n%s  %s%n"
                        .formatted(step.path("at").asText(), step.path("cause").asText()));
                step.fields().forEachRemaining(field -> {
                    if (!field.getKey().equals("at") && !field.getKey().equals("cause")) {
                        text.append("  %-10s %s%n"
                                .formatted(field.getKey(), field.getValue().asText()));
                    }
                });
            }
            return text.toString();
        }
    }
}

package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.app.CannotStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway why}: what the running gateway would decide, without doing it. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Says what would happen to a message, and by which rule.",
        description = "%nAsks the running gateway's own rules, on its own data, and changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it would be delivered", "1:it would not, or no gateway runs", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway why --config DIR --from claire.martin@example.mssante.fr --to jean.dupont@pair.mssante.fr",
            "  ./gateway why --config DIR --from a@pair.mssante.fr --to b@example.mssante.fr --eml message.eml --json"
        })
public final class WhyCommand implements Callable<Integer> {

    private static final long LARGEST_OCTETS = 100L * 1024 * 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--from", required = true, paramLabel = "A", description = "Sender of the envelope.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "B", description = "Recipient of the envelope.")
    private String to = "";

    @Option(names = "--eml", paramLabel = "FILE", description = "The message; without it, the envelope is judged.")
    private @Nullable Path eml;

    @Option(names = "--as-peer", paramLabel = "DOMAIN", description = "As if this listed operator handed it in.")
    private String peer = "";

    @Option(names = "--at", paramLabel = "INSTANT", description = "As if it were then, such as 2026-12-01T08:00:00Z.")
    private String at = "";

    @Option(names = "--json", description = "Answer as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("from", from);
        parameters.put("to", to);
        parameters.put("peer", peer);
        parameters.put("at", at);
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (eml != null) {
                GivenFile.open(eml).close();
                if (Files.size(eml) > LARGEST_OCTETS) {
                    throw new CannotStart(eml + " is larger than a message may be", null);
                }
                parameters.put("eml", eml.toAbsolutePath().toString());
            }
            JsonNode answer = AdminClient.of(config.directory).ask("why", parameters);
            if (json) {
                out.println(AnswerLines.json(answer));
            } else {
                print(answer, out);
            }
            return answer.path("verdict").asText().equals("deliver") ? 0 : 1;
        } catch (CannotStart | IOException e) {
            spec.commandLine().getErr().println("gateway: " + AnswerLines.oneLine(e));
            return 1;
        }
    }

    private static void print(JsonNode answer, PrintWriter out) {
        String text = answer.path("text").asText();
        out.println(answer.path("verdict").asText() + ": "
                + answer.path("code").asInt() + " "
                + answer.path("enhanced").asText() + " "
                + text);
        told(out, "advice", answer.path("advice"));
        told(out, "note", answer.path("note"));
        told(out, "X-MSSGW-SMIME", answer.path("smime"));
        for (JsonNode step : answer.path("steps")) {
            String rule = step.path("rule").asText();
            String input = step.path("input").asText();
            String said = step.path("answer").asText();
            // what stands in another column, or above, is not said again
            out.println(Stream.of(
                            input.startsWith(rule) ? "" : rule,
                            input,
                            !said.isEmpty() && text.startsWith(said) ? "refused" : said,
                            step.path("source").asText())
                    .filter(column -> !column.isEmpty())
                    .collect(Collectors.joining("  ")));
        }
    }

    private static void told(PrintWriter out, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            out.println(name + ": " + value.asText());
        }
    }
}

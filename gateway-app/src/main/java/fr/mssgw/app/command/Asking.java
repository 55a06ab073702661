package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.app.CannotStart;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the running gateway one thing and prints the answer, as lines or as JSON. */
abstract class Asking implements Callable<Integer> {

    @Spec
    protected CommandSpec spec = CommandSpec.create();

    @Mixin
    protected ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Answer as JSON.")
    protected boolean json;

    @Option(names = "--reveal", description = "Show patients' INS in full; masked without it.")
    private boolean reveal;

    abstract String page();

    /** Adds what the command asks with. */
    void fill(Map<String, String> parameters) {}

    abstract void print(JsonNode answer, PrintWriter out);

    int exitCode(JsonNode answer) {
        return 0;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("reveal", Boolean.toString(reveal));
        fill(parameters);
        try {
            JsonNode answer = AdminClient.of(config.directory).ask(page(), parameters);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(AnswerLines.json(answer));
            } else {
                print(answer, out);
            }
            out.flush();
            return exitCode(answer);
        } catch (CannotStart e) {
            spec.commandLine().getErr().println("gateway: " + AnswerLines.oneLine(e));
            return 1;
        }
    }

    /** One line per entry, its fields separated by two spaces. */
    static void lines(JsonNode entries, PrintWriter out, String... fields) {
        for (JsonNode entry : entries) {
            StringBuilder line = new StringBuilder();
            for (String field : fields) {
                String text = entry.path(field).asText();
                if (!text.isEmpty()) {
                    line.append(line.isEmpty() ? "" : "  ").append(text);
                }
            }
            out.println(line);
        }
    }
}

package fr.mssgw.app.command;

import fr.mssgw.app.CrossChecks;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import fr.mssgw.config.Problem;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway check}: every problem of a configuration, without starting anything. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Validates a configuration without starting anything.",
        description = {
            "%nReads gateway.yaml and bals/*.yaml, then looks at what they name: keys and certificates that do not "
                    + "match, expired or untrusted certificates, revocation lists, the white list.",
            "%nEach problem is one line, file:line: key: advice (line 1 for a whole file)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no problem", "2:problems, or wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  ./gateway check --config /etc/mssgw", "  ./gateway check --config /etc/mssgw --json"})
public final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Answer as JSON: {\"problems\": [{file, line, key, advice}]}.")
    private boolean json;

    @Override
    public Integer call() {
        List<Problem> problems;
        String fine = "";
        try {
            GatewayConfig read = GatewayConfig.read(config.directory);
            problems = CrossChecks.of(read, Instant.now());
            fine = "no problem: " + read.bals().size() + " BAL in "
                    + read.domains().size() + " domain(s)";
        } catch (InvalidConfig e) {
            problems = e.problems();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(AnswerLines.json(Map.of(
                    "problems", problems.stream().map(CheckCommand::fields).toList())));
        } else if (problems.isEmpty()) {
            out.println(fine);
        } else {
            problems.forEach(out::println);
        }
        return problems.isEmpty() ? 0 : 2;
    }

    private static Map<String, Object> fields(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", problem.file());
        fields.put("line", problem.line());
        fields.put("key", problem.key());
        fields.put("advice", problem.advice());
        return fields;
    }
}

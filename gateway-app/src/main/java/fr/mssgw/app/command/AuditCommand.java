package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.app.CannotStart;
import fr.mssgw.store.audit.AuditChain.Head;
import fr.mssgw.store.audit.AuditVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gateway audit}: the trace of who did what, and the proof that nobody changed it. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Exports the trace of who did what, and proves that nobody changed it.",
        description = {
            "%nEach event has a number, seq, without a gap, and a hash over itself and the event before. Whoever alters, "
                    + "removes or moves one must rewrite all that follow: keep a head (seq:hash) elsewhere, such as "
                    + "verify prints or the gateway logs each hour, and even that shows."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway audit export --config DIR --out audit.jsonl",
            "  ./gateway audit verify --file audit.jsonl",
            "  ./gateway audit verify --config DIR --head 1204:9f86d081…"
        },
        subcommands = {AuditCommand.Export.class, AuditCommand.Verify.class})
public final class AuditCommand extends CommandGroup {

    /** Takes the running gateway's lines, up to what is committed now, until one is not wanted any more. */
    private static Head read(Path config, long after, Predicate<String> line) throws CannotStart, InterruptedException {
        AdminClient client = AdminClient.of(config);
        Head head = Head.parse(client.ask("audit/seal", Map.of()).path("head").asText());
        long seq = after;
        while (seq < head.seq()) {
            JsonNode lines = client.ask("audit/read", Map.of("after", Long.toString(seq), "limit", "1000"))
                    .path("lines");
            if (lines.isEmpty()) {
                return head;
            }
            for (JsonNode each : lines) {
                seq = each.path("seq").asLong();
                if (seq > head.seq() || !line.test(each.path("text").asText())) {
                    return head;
                }
            }
        }
        return head;
    }

    /** Every event, a page at a time. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Writes every event as a JSON line, patients masked.",
            description = {
                "%nA line holds seq, at, kind, actor, details, previous and hash: hash is the SHA-256 of the line "
                        + "without its own hash, previous that of the line before. An export verifies by itself."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:the file cannot be written, or no gateway runs", "2:wrong usage"},
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway audit export --config DIR --out audit.jsonl",
                "  ./gateway audit export --config DIR --after 1200 | jq .kind"
            })
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
                read(config.directory, after, line -> {
                    lines.print(line + "\n");
                    return true;
                });
                lines.flush();
                if (lines.checkError()) {
                    throw new IOException("the export could not be written to its end; look at the disk");
                }
                return 0;
            } catch (CannotStart | IOException e) {
                spec.commandLine().getErr().println("gateway: " + AnswerLines.oneLine(e));
                return 1;
            }
        }
    }

    /** The chain, of a file or of the running gateway. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Checks that no event was altered, removed, moved or cut off.",
            description = {
                "%nReads the running gateway's trail, or with --file an export, for which nothing need run. An export "
                        + "that begins later than 1 is checked from there; the answer says from where.",
                "%nA chain alone cannot show that its last events were cut off, or all of it written anew: --head, kept "
                        + "from an earlier verification or from the gateway's log, does."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:whole",
                "1:not whole, the first bad seq is named; or the file cannot be read, or no gateway runs",
                "2:wrong usage"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway audit verify --config DIR",
                "  ./gateway audit verify --file audit.jsonl --head 1204:9f86d081…"
            })
    static final class Verify implements Callable<Integer> {

        private static final int LONGEST_LINE = 1_000_000;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--config",
                paramLabel = "DIR",
                description = "Of the running gateway; not asked for with --file.")
        private @Nullable Path config;

        @Option(names = "--file", paramLabel = "FILE", description = "An export, instead of the running gateway.")
        private @Nullable Path file;

        @Option(names = "--head", paramLabel = "SEQ:HASH", description = "A head kept earlier, which must be there.")
        private String head = "";

        @Option(names = "--json", description = "Answer as JSON: {whole, first, last, head} or {whole, seq, problem}.")
        private boolean json;

        @Override
        public Integer call() throws InterruptedException {
            if (file == null && config == null) {
                throw new ParameterException(
                        spec.commandLine(), "give --config DIR of the running gateway, or --file of an export");
            }
            AuditVerifier verifier = new AuditVerifier(expected());
            Optional<AuditVerifier.Fault> fault = Optional.empty();
            try {
                if (file != null) {
                    readFile(file, verifier);
                } else if (config != null) {
                    Head sealed = read(config, 0, verifier::accept);
                    if (verifier.first() > 1) {
                        fault = missing(1);
                    } else if (verifier.last().seq() < sealed.seq()) {
                        fault = missing(verifier.last().seq() + 1);
                    }
                }
            } catch (CannotStart | IOException e) {
                spec.commandLine().getErr().println("gateway: " + AnswerLines.oneLine(e));
                return 1;
            }
            if (file != null && verifier.first() == 0) {
                fault = missing(1);
            }
            Optional<AuditVerifier.Fault> end = fault;
            fault = verifier.fault().or(() -> end);
            print(verifier, fault, spec.commandLine().getOut());
            return fault.isEmpty() ? 0 : 1;
        }

        private static Optional<AuditVerifier.Fault> missing(long seq) {
            return Optional.of(new AuditVerifier.Fault(seq, "is missing"));
        }

        private Optional<Head> expected() {
            try {
                return head.isEmpty() ? Optional.empty() : Optional.of(Head.parse(head));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--head: " + e.getMessage(), e);
            }
        }

        private static void readFile(Path file, AuditVerifier verifier) throws IOException {
            // malformed octets become U+FFFD, and the line's hash another
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(GivenFile.open(file), StandardCharsets.UTF_8))) {
                StringBuilder line = new StringBuilder();
                for (int c = lines.read(); c >= 0; c = lines.read()) {
                    if (c != '\n' && line.length() < LONGEST_LINE) {
                        line.append((char) c);
                    } else if (!verifier.accept(line.toString())) {
                        return;
                    } else {
                        line.setLength(0);
                    }
                }
                if (!line.isEmpty()) {
                    verifier.accept(line.toString());
                }
            }
        }

        private void print(AuditVerifier verifier, Optional<AuditVerifier.Fault> fault, PrintWriter out) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("whole", fault.isEmpty());
            if (fault.isPresent()) {
                fields.put("seq", fault.get().seq());
                fields.put("problem", fault.get().problem());
            } else {
                fields.put("first", verifier.first());
                fields.put("last", verifier.last().seq());
                fields.put("head", verifier.last().toString());
            }
            if (json) {
                out.println(AnswerLines.json(fields));
            } else if (fault.isPresent()) {
                out.println("not whole: seq " + fault.get().seq() + " "
                        + fault.get().problem());
            } else if (verifier.first() == 0) {
                out.println("whole: no event yet");
            } else {
                out.println("whole: seq " + verifier.first() + " to "
                        + verifier.last().seq()
                        + (verifier.first() > 1
                                ? ", the events before " + verifier.first() + " are not in it and not vouched for"
                                : ""));
                out.println("head: " + verifier.last());
            }
            out.flush();
        }
    }
}

package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gateway patients}: what patients said. */
@Command(
        name = "patients",
        mixinStandardHelpOptions = true,
        header = "Keeps the list of the patients who want no mail.",
        subcommands = PatientsCommand.Opposition.class)
public final class PatientsCommand extends CommandGroup {

    /** {@code gateway patients opposition}. */
    @Command(
            name = "opposition",
            mixinStandardHelpOptions = true,
            header = "Adds, removes and lists the oppositions that the operator records.",
            description = {
                "%nMail to such a patient is refused with GW-PAT-9, unless the professional passes over it by the header",
                "X-MSS-Opposition: passer-outre; motif=…, which is traced. The file that patients.opposition names",
                "counts as well; it is not changed here."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:not a matricule INS, or no gateway runs", "2:wrong usage"},
            footerHeading = "%nExamples:%n",
            footer = {
                "  echo 279035121518989 | ./gateway patients opposition add - --config DIR",
                "  ./gateway patients opposition list --config DIR"
            },
            subcommands = {ListAll.class, Add.class, Remove.class})
    static final class Opposition extends CommandGroup {}

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists the recorded oppositions.")
    static final class ListAll extends AskingForPage {

        @Override
        String page() {
            return "patients/opposition/list";
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            lines(answer.path("oppositions"), out, "patient", "since");
            out.println("and " + answer.path("inFile").asInt() + " in the file of patients.opposition");
        }
    }

    /** One patient, by matricule. */
    abstract static class OfOne extends Asking {

        @Parameters(
                paramLabel = "INS",
                description = "The 15 characters; - reads them from standard input, unseen by other users.")
        private String patient = "";

        @Override
        String page() {
            return "patients/opposition/" + spec.name();
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("patient", patient.equals("-") ? line() : patient);
        }

        private static String line() {
            try {
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                return Objects.requireNonNullElse(in.readLine(), "");
            } catch (IOException e) {
                throw new UncheckedIOException("reading standard input", e);
            }
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            out.println(
                    answer.path("patient").asText() + (answer.path("changed").asBoolean() ? "" : "  unchanged"));
        }
    }

    @Command(name = "add", mixinStandardHelpOptions = true, header = "Records that a patient wants no mail.")
    static final class Add extends OfOne {}

    @Command(name = "remove", mixinStandardHelpOptions = true, header = "Forgets that a patient wanted no mail.")
    static final class Remove extends OfOne {}
}

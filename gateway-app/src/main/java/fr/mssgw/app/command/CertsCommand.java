package fr.mssgw.app.command;

import fr.mssgw.app.CertificateForecast;
import fr.mssgw.app.CertificateInventory;
import fr.mssgw.app.CertificateInventory.Entry;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gateway certs}: the certificates that a configuration names, and what stops when they end. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Lists certificates and revocation lists, and foretells what stops working.",
        description = "%nReads the files of the configuration; no gateway need run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway certs list --config DIR",
            "  ./gateway certs forecast --config DIR --within 60d --skip-crls"
        },
        subcommands = {CertsCommand.ListAll.class, CertsCommand.Forecast.class})
public final class CertsCommand extends CommandGroup {

    /** What both take. */
    abstract static class OfFiles implements Callable<Integer> {

        @Spec
        protected CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConfigOption config = new ConfigOption();

        @Option(names = "--at", paramLabel = "INSTANT", description = "As of then, such as 2026-12-01T08:00:00Z.")
        protected String at = "";

        @Option(names = "--json", description = "Answer as JSON.")
        protected boolean json;

        abstract int answer(GatewayConfig read, Instant now, PrintWriter out);

        @Override
        public Integer call() {
            try {
                int code = answer(
                        GatewayConfig.read(config.directory),
                        Instant.now(),
                        spec.commandLine().getOut());
                spec.commandLine().getOut().flush();
                return code;
            } catch (InvalidConfig e) {
                e.problems().forEach(spec.commandLine().getErr()::println);
                return 2;
            }
        }

        final Instant at(Instant otherwise) {
            try {
                return at.isEmpty() ? otherwise : Instant.parse(at);
            } catch (DateTimeException e) {
                throw new ParameterException(
                        spec.commandLine(), "--at: write an instant such as 2026-12-01T08:00:00Z", e);
            }
        }

        static Map<String, Object> fields(Entry entry) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("use", entry.use().word());
            fields.put("of", entry.of());
            fields.put("subject", entry.subject());
            fields.put("serial", entry.serial());
            fields.put("until", entry.until().map(Instant::toString).orElse(""));
            fields.put("status", entry.status());
            fields.put("file", entry.file().toString());
            return fields;
        }

        static void line(Entry entry, PrintWriter out) {
            out.printf(
                    "%-18s %-18s %-20s %s%s%s%n",
                    entry.use().word(),
                    entry.status(),
                    entry.until().map(Instant::toString).orElse("-"),
                    entry.of().isEmpty() ? "" : entry.of() + "  ",
                    entry.subject(),
                    entry.serial().isEmpty() ? "" : "  serial " + entry.serial());
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Lists every certificate and revocation list: use, status, end, whose, subject, serial.",
            description = {
                "%nUse: server, client, authority, revocation-list, white-list-signer, bal (S/MIME), login, correspondent.",
                "%nStatus: trusted, expired, not-yet-valid, revoked, other-ca, revocation-unknown (no current list), "
                        + "unreadable (the subject then says why)."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done, whatever their status", "2:wrong usage, or problems in the configuration"},
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway certs list --config DIR",
                "  ./gateway certs list --config DIR --json | jq '.certificates[] | select(.status != \"trusted\")'"
            })
    static final class ListAll extends OfFiles {

        @Override
        int answer(GatewayConfig read, Instant now, PrintWriter out) {
            Instant when = at(now);
            List<Entry> entries = CertificateInventory.of(read, when, when);
            if (json) {
                out.println(AnswerLines.json(Map.of(
                        "certificates", entries.stream().map(OfFiles::fields).toList())));
            } else {
                entries.forEach(entry -> line(entry, out));
            }
            return 0;
        }
    }

    @Command(
            name = "forecast",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Says what stops working by a moment, if nothing is renewed.",
            description = {
                "%nThe moment is --at, or the end of --within (30d when neither is given).",
                "%nRevocation lists live for days and are fetched anew all the time: --skip-crls leaves them out, for "
                        + "an alarm that looks weeks ahead."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:everything still works then",
                "1:something does not",
                "2:wrong usage, or problems in the configuration"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway certs forecast --config DIR",
                "  ./gateway certs forecast --config DIR --within 12h",
                "  ./gateway certs forecast --config DIR --at 2027-01-01T00:00:00Z --skip-crls --json"
            })
    static final class Forecast extends OfFiles {

        private static final Pattern SPAN = Pattern.compile("(\\d{1,5})([dh])");

        @Option(names = "--within", paramLabel = "SPAN", description = "Days or hours from now, such as 30d or 12h.")
        private String within = "";

        @Option(names = "--skip-crls", description = "Leave the revocation lists out.")
        private boolean skipLists;

        @Override
        int answer(GatewayConfig read, Instant now, PrintWriter out) {
            if (!at.isEmpty() && !within.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "give --at or --within, not both");
            }
            Instant when = at(now.plus(span(within.isEmpty() ? "30d" : within)));
            List<Entry> entries = CertificateInventory.of(read, when, when.isBefore(now) ? when : now).stream()
                    .filter(entry -> !skipLists || entry.use() != CertificateInventory.Use.REVOCATION_LIST)
                    .toList();
            CertificateForecast forecast = CertificateForecast.of(entries, when, now);
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("at", when.toString());
                fields.put("consequences", forecast.consequences());
                fields.put(
                        "stopped",
                        forecast.stopped().stream().map(OfFiles::fields).toList());
                out.println(AnswerLines.json(fields));
            } else if (forecast.stopped().isEmpty()) {
                out.println("at " + when + " all " + entries.size() + " certificates and lists still hold");
            } else {
                out.println("at " + when + ":");
                forecast.consequences().forEach(said -> out.println("- " + said));
                out.println();
                forecast.stopped().forEach(entry -> line(entry, out));
            }
            return forecast.stopped().isEmpty() ? 0 : 1;
        }

        private Duration span(String text) {
            Matcher parts = SPAN.matcher(text);
            if (!parts.matches()) {
                throw new ParameterException(
                        spec.commandLine(), "--within: write days or hours, such as 30d or 12h, not " + text);
            }
            long count = Long.parseLong(parts.group(1));
            return parts.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
        }
    }
}

package fr.mssgw.app.command;

import fr.mssgw.app.discovery.DnsRecords;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gateway dns}: the records that let clients and other operators find this gateway. */
@Command(
        name = "dns",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Prints the DNS records to publish, in zone-file syntax.",
        description = {
            "%nReads the configuration, asks no name server and needs no running gateway. For each of its domains: MX "
                    + "for other operators; SRV for mail clients (RFC 6186 and RFC 8314: _submissions, _submission, "
                    + "_imaps, _imap), with 0 0 0 . for what is not offered; autoconfig and autodiscover, where "
                    + "Thunderbird and Outlook look for their settings.",
            "%nThe ports are those of `listeners`. Lines that begin with ; are remarks for you; a zone file may hold "
                    + "them."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:printed", "2:problems in the configuration, or wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway dns --config /etc/mssgw",
            "  ./gateway dns --config /etc/mssgw --ttl 300 > mssante.zone",
            "  ./gateway dns --config /etc/mssgw --json"
        })
public final class DnsCommand implements Callable<Integer> {

    private static final int LONGEST_TTL = 604_800;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--ttl",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long others may keep a record, 60 to 604800 (default: ${DEFAULT-VALUE}).")
    private int ttl = 3_600;

    @Option(
            names = "--json",
            description =
                    "Answer as JSON: {\"domains\": [{domain, records: [{name, ttl, type, data}]}], \"notes\": []}.")
    private boolean json;

    @Override
    public Integer call() {
        if (ttl < 60 || ttl > LONGEST_TTL) {
            throw new ParameterException(spec.commandLine(), "--ttl: write 60 to 604800 seconds");
        }
        DnsRecords records;
        try {
            records = new DnsRecords(GatewayConfig.read(config.directory), ttl);
        } catch (InvalidConfig e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
            return 2;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put(
                    "domains", records.zones().stream().map(DnsCommand::fields).toList());
            answer.put("notes", records.notes());
            out.println(AnswerLines.json(answer));
        } else {
            records.notes().forEach(note -> out.println("; " + note));
            for (DnsRecords.Zone zone : records.zones()) {
                out.println();
                out.println("; " + zone.domain());
                zone.rows().forEach(row -> out.println(row.line()));
            }
        }
        return 0;
    }

    private static Map<String, Object> fields(DnsRecords.Zone zone) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain", zone.domain().name());
        fields.put("records", List.copyOf(zone.rows()));
        return fields;
    }
}

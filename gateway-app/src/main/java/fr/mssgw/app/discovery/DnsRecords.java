package fr.mssgw.app.discovery;

import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.ListenersConfig;
import fr.mssgw.core.identity.MailDomain;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to publish in the DNS for the domains of a configuration: MX, the SRV records of RFC 6186 and RFC 8314 §5.1, and
 * the names where Thunderbird and Outlook look for their settings. What is not offered is said so, by the target
 * {@code .} (RFC 6186 §3.4).
 */
public final class DnsRecords {

    private static final int MX_PORT = 25;

    /**
     * One record.
     *
     * @param name absolute, with its final dot
     * @param data as a zone file writes it
     */
    public record Row(String name, int ttl, String type, String data) {

        /** The line of a zone file (RFC 1035 §5.1). */
        public String line() {
            return "%-48s %d IN %-5s %s".formatted(name, ttl, type, data);
        }
    }

    /** The records of one domain. */
    public record Zone(MailDomain domain, List<Row> rows) {

        public Zone {
            rows = List.copyOf(rows);
        }
    }

    private final ListenersConfig listeners;
    private final String host;
    private final List<MailDomain> domains;
    private final int ttl;

    /** @param ttl of every record, in seconds */
    public DnsRecords(GatewayConfig config, int ttl) {
        this.listeners = config.listeners();
        this.host = config.hostname() + ".";
        this.domains = config.domains();
        this.ttl = ttl;
    }

    public List<Zone> zones() {
        return domains.stream().map(this::zone).toList();
    }

    private Zone zone(MailDomain domain) {
        List<Row> rows = new ArrayList<>();
        String apex = domain.name() + ".";
        if (listeners.mx().isPresent()) {
            rows.add(new Row(apex, ttl, "MX", "10 " + host));
        }
        // RFC 8314 §5.1: implicit TLS is to be preferred, so it has the lower priority value
        service(rows, "_submissions", apex, listeners.submissions(), 0);
        service(rows, "_submission", apex, listeners.submission(), 10);
        service(rows, "_imaps", apex, listeners.imaps(), 0);
        service(rows, "_imap", apex, listeners.imap(), 10);
        service(rows, "_pop3s", apex, Optional.empty(), 0);
        service(rows, "_pop3", apex, Optional.empty(), 0);
        alias(rows, "autoconfig." + apex);
        alias(rows, "autodiscover." + apex);
        return new Zone(domain, rows);
    }

    private void service(
            List<Row> rows, String label, String apex, Optional<InetSocketAddress> listener, int priority) {
        int port = listener.map(InetSocketAddress::getPort).orElse(0);
        if (listener.isEmpty() || port != 0) {
            String data = listener.isEmpty() ? "0 0 0 ." : priority + " 1 " + port + " " + host;
            rows.add(new Row(label + "._tcp." + apex, ttl, "SRV", data));
        }
    }

    /** Nothing where the server has that name itself: a CNAME stands alone (RFC 1034 §3.6.2). */
    private void alias(List<Row> rows, String name) {
        if (!name.equals(host)) {
            rows.add(new Row(name, ttl, "CNAME", host));
        }
    }

    /** What the records cannot say, a line each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("publish A or AAAA records for " + host + " where they are not there yet");
        listeners
                .mx()
                .map(InetSocketAddress::getPort)
                .ifPresentOrElse(
                        port -> {
                            if (port != MX_PORT) {
                                notes.add("other operators connect to port 25; forward it to listeners.mx, "
                                        + (port == 0 ? "which needs a fixed port" : "port " + port));
                            }
                        },
                        () -> notes.add("listeners.mx is not set, so no MX record: this gateway takes no mail from "
                                + "other operators"));
        chosenAtStart(notes, "submissions", listeners.submissions());
        chosenAtStart(notes, "submission", listeners.submission());
        chosenAtStart(notes, "imaps", listeners.imaps());
        chosenAtStart(notes, "imap", listeners.imap());
        notes.add("autoconfig is asked for on port 80 and 443, autodiscover on 443; "
                + listeners
                        .http()
                        .map(http -> "forward both to listeners.http, port " + http.getPort())
                        .orElse("set listeners.http and forward both to it"));
        return List.copyOf(notes);
    }

    private static void chosenAtStart(List<String> notes, String name, Optional<InetSocketAddress> listener) {
        listener.filter(address -> address.getPort() == 0)
                .ifPresent(any -> notes.add("listeners." + name
                        + " is 0, any free port, so it has no SRV record; write a port to publish it"));
    }
}

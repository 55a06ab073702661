package fr.mssgw.app.discovery;

import fr.mssgw.app.discovery.MailService.Protocol;
import fr.mssgw.app.discovery.MailService.Security;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.ListenersConfig;
import fr.mssgw.core.identity.MailDomain;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a mail client has to know. The same for every address of a domain, so that nobody learns from it which BAL exist;
 * the user name is always the whole address (docs/contract.md §3).
 *
 * @param operator as the client shows it
 * @param hostname of every server
 * @param tokens whether Pro Santé Connect tokens open BAL as well as passwords
 */
public record ClientSettings(
        String operator, String hostname, List<MailDomain> domains, List<MailService> services, boolean tokens) {

    public ClientSettings {
        domains = List.copyOf(domains);
        services = List.copyOf(services);
    }

    /**
     * The settings of a running gateway.
     *
     * @param bound ports by the names of {@code listeners}, where the configuration leaves the choice (port 0)
     */
    public static ClientSettings of(GatewayConfig config, Map<String, InetSocketAddress> bound) {
        ListenersConfig listeners = config.listeners();
        List<MailService> services = new ArrayList<>();
        add(services, Protocol.IMAP, Security.IMPLICIT, listeners.imaps(), bound.get("imaps"));
        add(services, Protocol.IMAP, Security.STARTTLS, listeners.imap(), bound.get("imap"));
        add(services, Protocol.SUBMISSION, Security.IMPLICIT, listeners.submissions(), bound.get("submissions"));
        add(services, Protocol.SUBMISSION, Security.STARTTLS, listeners.submission(), bound.get("submission"));
        return new ClientSettings(
                config.operator().name(),
                config.hostname(),
                config.domains(),
                services,
                config.psc().isPresent());
    }

    private static void add(
            List<MailService> services,
            Protocol protocol,
            Security security,
            Optional<InetSocketAddress> configured,
            @org.jspecify.annotations.Nullable InetSocketAddress bound) {
        configured.ifPresent(address -> {
            int port = address.getPort() == 0 && bound != null ? bound.getPort() : address.getPort();
            services.add(new MailService(protocol, security, port));
        });
    }

    boolean serves(MailDomain domain) {
        return domains.contains(domain);
    }

    List<MailService> all(Protocol protocol) {
        return MailService.of(protocol, services);
    }

    /** The one that a client should use which takes only one. */
    Optional<MailService> best(Protocol protocol) {
        return all(protocol).stream().findFirst();
    }
}

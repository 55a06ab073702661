package fr.mssgw.app;

import fr.mssgw.app.admin.Metrics;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.port.OutboundQueue;
import fr.mssgw.relay.Destination;
import fr.mssgw.relay.Relay;
import fr.mssgw.relay.RelayConfig;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The relay that empties the queue. */
final class RelayWiring {

    private RelayWiring() {}

    static void start(
            GatewayConfig config,
            String node,
            OutboundQueue queue,
            CertsWiring certs,
            Metrics metrics,
            InstantSource clock,
            Parts parts) {
        Map<MailDomain, Destination> routes = new HashMap<>();
        config.routes()
                .hosts()
                .forEach((domain, host) -> routes.put(domain, new Destination(host.name(), host.port())));
        Relay relay = parts.add(
                "relay",
                new Relay(
                        new RelayConfig(
                                node,
                                config.hostname(),
                                routes,
                                config.queue().retry(),
                                config.queue().warnAfter(),
                                config.queue().expireAfter(),
                                config.queue().workers()),
                        queue,
                        certs.whiteList,
                        certs.trust,
                        () -> certs.tls.client().getSocketFactory(),
                        metrics.relayMeter(),
                        clock));
        metrics.gauge("mssgw.relay.leases", "Messages being relayed now", relay::underWay);
        relay.start();
    }
}

package fr.mssgw.app.admin;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.flow.InboundFlow;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.SubmissionFlow;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.relay.Destination;
import fr.mssgw.relay.RelayMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Figures for Prometheus: counts by rule and by kind of event, gauges, the JVM. No label ever names a person. */
public final class Metrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** In Prometheus' text format. */
    public String text() {
        return registry.scrape();
    }

    /** A figure that is read when it is asked for. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** A count since the start that somebody else keeps. */
    public void counter(String name, String description, Supplier<Number> count) {
        FunctionCounter.builder(name, count, counted -> counted.get().doubleValue())
                .description(description)
                .register(registry);
    }

    /** Counts every event by its kind: logins, peers refused, relays done, delayed and failed. */
    public AuditTrail counting(AuditTrail trail) {
        return event -> {
            count(event);
            trail.record(event);
        };
    }

    /** Counts an event that is recorded elsewhere, such as in the transaction of a delivery. */
    public void count(AuditEvent event) {
        registry.counter("mssgw.events", "kind", event.kind().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    public SubmissionFlow counting(SubmissionFlow flow) {
        return new SubmissionFlow() {
            @Override
            public Verdict onMailFrom(Identity identity, String sender, long announced) {
                return refused("submission", flow.onMailFrom(identity, sender, announced));
            }

            @Override
            public Verdict onRecipient(
                    Identity identity, Optional<MssAddress> sender, String recipient, long announced) {
                return refused("submission", flow.onRecipient(identity, sender, recipient, announced));
            }

            @Override
            public Reception onMessage(Client client, Envelope envelope, RawMessage message) {
                return received("submission", flow.onMessage(client, envelope, message));
            }
        };
    }

    public InboundFlow counting(InboundFlow flow) {
        return new InboundFlow() {
            @Override
            public Verdict onMailFrom(Peer peer, String sender) {
                return refused("mx", flow.onMailFrom(peer, sender));
            }

            @Override
            public Verdict onRecipient(Peer peer, Optional<MssAddress> sender, String recipient, long announced) {
                return refused("mx", flow.onRecipient(peer, sender, recipient, announced));
            }

            @Override
            public Reception onMessage(Peer peer, Envelope envelope, RawMessage message) {
                return received("mx", flow.onMessage(peer, envelope, message));
            }
        };
    }

    /** What the relay counts; domains are operators, not persons. */
    public RelayMeter relayMeter() {
        return new RelayMeter() {
            @Override
            public void relayed(MailDomain domain, Duration sinceQueued) {
                registry.timer("mssgw.relay.delivered", "domain", domain.name()).record(sinceQueued);
            }

            @Override
            public void delayed(MailDomain domain) {
                count("mssgw.relay.delayed", domain.name());
            }

            @Override
            public void failed(MailDomain domain) {
                count("mssgw.relay.failed", domain.name());
            }

            @Override
            public void connected(Destination host) {
                registry.counter("mssgw.relay.connections", "outcome", "open").increment();
            }

            @Override
            public void unreachable(Destination host) {
                registry.counter("mssgw.relay.connections", "outcome", "failed").increment();
            }

            private void count(String name, String domain) {
                registry.counter(name, "domain", domain).increment();
            }
        };
    }

    private Reception received(String door, Reception reception) {
        if (reception instanceof Reception.NotStored not) {
            refused(door, not.verdict());
        } else {
            registry.counter("mssgw.messages.accepted", "door", door).increment();
        }
        return reception;
    }

    private Verdict refused(String door, Verdict verdict) {
        String rule = verdict.fold(deliver -> "", refuse -> refuse.rule().id(), later -> "GW-SYS-1");
        if (!rule.isEmpty()) {
            registry.counter("mssgw.refusals", "door", door, "rule", rule).increment();
        }
        return verdict;
    }
}

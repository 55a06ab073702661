package fr.mssgw.smtp;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.policy.AsciiText;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.port.AuditTrail;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Keeps the refusals that are spoken before a flow is asked. What a flow refuses it traces itself. Thread-safe. */
public record RefusalTrail(AuditTrail audit, InstantSource clock) {
    public void refused(Port port, Visitor visitor, Optional<Envelope> envelope, Rule rule, Reply reply) {
        boolean peer = port == Port.MX;
        audit.record(AuditEvent.of(
                clock.instant(),
                peer && envelope.isEmpty() ? AuditEvent.Kind.PEER_REFUSED : AuditEvent.Kind.MESSAGE_REFUSED,
                visitor.identity().map(Identity::actor).orElse(peer ? "peer" : "client"),
                "rule",
                rule.id(),
                "reason",
                reply.text(),
                peer ? "peer" : "client",
                visitor.address().getHostAddress(),
                "helo",
                AsciiText.of(visitor.helo()),
                "sender",
                envelope.flatMap(Envelope::sender).map(Object::toString).orElse(""),
                "recipients",
                envelope.map(Envelope::addresses).orElse(List.of())));
    }
}

package fr.mssgw.smtp;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.peer.Peer;
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
        String sender = envelope.map(
                        begun -> begun.sender().map(Object::toString).orElse("<>"))
                .orElse("");
        String recipients = envelope.map(Envelope::addresses).orElse(List.of()).toString();
        boolean begun = envelope.isPresent();
        audit.record(
                port == Port.MX
                        ? ofPeer(visitor.peer(), begun, rule, reason(rule, reply), sender, recipients)
                        : ofClient(visitor, rule, reason(rule, reply), sender, recipients));
    }

    private AuditEvent ofPeer(Peer peer, boolean begun, Rule rule, String reason, String sender, String recipients) {
        return AuditEvent.of(
                clock.instant(),
                begun ? AuditEvent.Kind.MESSAGE_REFUSED : AuditEvent.Kind.PEER_REFUSED,
                peer.actor(sender),
                "rule",
                rule.id(),
                "reason",
                reason,
                "peer",
                peer.address().getHostAddress(),
                "helo",
                AsciiText.of(peer.helo()),
                "certificate",
                peer.certificate(),
                "sender",
                sender,
                "recipients",
                recipients);
    }

    private AuditEvent ofClient(Visitor visitor, Rule rule, String reason, String sender, String recipients) {
        return AuditEvent.of(
                clock.instant(),
                AuditEvent.Kind.MESSAGE_REFUSED,
                visitor.identity().map(Identity::actor).orElse("client"),
                "rule",
                rule.id(),
                "reason",
                reason,
                "client",
                visitor.address().getHostAddress(),
                "helo",
                AsciiText.of(visitor.helo()),
                "sender",
                sender,
                "recipients",
                recipients);
    }

    /** The rule stands beside it. */
    private static String reason(Rule rule, Reply reply) {
        String id = " [" + rule.id() + "]";
        String text = reply.text();
        return text.endsWith(id) ? text.substring(0, text.length() - id.length()) : text;
    }
}

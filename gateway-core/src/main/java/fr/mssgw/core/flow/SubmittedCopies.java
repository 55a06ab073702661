package fr.mssgw.core.flow;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.port.Deliveries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stores the copies of a submitted message. A recipient here may be gone since RCPT, or full as the message is stored:
 * the others get it all the same, and the sender finds a report in the INBOX.
 */
final class SubmittedCopies {
    private final FlowPorts ports;
    private final FlowSettings settings;
    private final ServerRules rules;

    SubmittedCopies(FlowPorts ports, FlowSettings settings, ServerRules rules) {
        this.ports = ports;
        this.settings = settings;
        this.rules = rules;
    }

    /**
     * Stores a delivery by the rules of those who get it, once more where BALs turn out to be full.
     *
     * @param plain before any rule; its copies are those that the envelope's recipients get
     * @param notices mails of the gateway that go with it, which no rule sees
     * @param evenForNobody whether it has an effect beside its copies, and so is stored where all BALs are full
     * @return {@link Deliveries.MailboxFull} where nobody would get the message
     */
    Deliveries.Result store(
            Delivery plain,
            Envelope envelope,
            ServerRules.Mail mail,
            Identity by,
            List<Copy> notices,
            boolean evenForNobody) {
        Set<MssAddress> full = new HashSet<>();
        while (true) {
            List<ReceptionReport.Line> lines = lines(envelope, full);
            List<Copy> left = FullBals.overQuota(full, FullBals.without(refused(lines), plain.copies()));
            if (!full.isEmpty() && !evenForNobody && FullBals.holdAll(full, left)) {
                return new Deliveries.MailboxFull(full);
            }
            ServerRules.Effects ruled = rules.apply(left, mail, full);
            List<Copy> copies = new ArrayList<>(ruled.copies());
            copies.addAll(notices);
            ReceptionReport.owed(plain.id(), plain.at(), envelope, lines, settings)
                    .ifPresent(report -> copies.add(report.placedFor(by.bal().address())));
            List<AuditEvent> events = new ArrayList<>(ruled.events());
            lines.forEach(line -> event(plain, line, by).ifPresent(events::add));
            Deliveries.Result result = ports.deliveries().commit(plain.ruled(copies, events, ruled.answers()));
            // each round leaves one BAL more out, and there are no more than recipients and targets of rules
            if (!(result instanceof Deliveries.MailboxFull no) || !full.addAll(no.bals())) {
                return result;
            }
        }
    }

    /** What becomes of the recipients here; of the others the relay reports. */
    private List<ReceptionReport.Line> lines(Envelope envelope, Set<MssAddress> full) {
        return envelope.recipients().stream()
                .filter(recipient -> ports.bals().hosts(recipient.address().domain()))
                .map(recipient -> {
                    MssAddress address = recipient.address();
                    if (ports.bals().find(address).isEmpty()) {
                        return new ReceptionReport.Line(recipient, Optional.of(Receptions.unknown()));
                    }
                    boolean leftOut = full.contains(address) && Receptions.canBeTold(envelope, recipient);
                    return new ReceptionReport.Line(
                            recipient, leftOut ? Optional.of(Receptions.full(address)) : Optional.empty());
                })
                .toList();
    }

    private static Set<MssAddress> refused(List<ReceptionReport.Line> lines) {
        return lines.stream()
                .filter(line -> line.refusal().isPresent())
                .map(line -> line.recipient().address())
                .collect(Collectors.toSet());
    }

    private static Optional<AuditEvent> event(Delivery plain, ReceptionReport.Line line, Identity by) {
        return line.refusal()
                .map(refuse -> AuditEvent.of(
                        plain.at(),
                        Kind.MESSAGE_REFUSED,
                        by.actor(),
                        "id",
                        plain.id(),
                        "rule",
                        refuse.rule().id(),
                        "reason",
                        refuse.reason(),
                        "bal",
                        by.bal().address(),
                        "recipients",
                        line.recipient().address()));
    }
}

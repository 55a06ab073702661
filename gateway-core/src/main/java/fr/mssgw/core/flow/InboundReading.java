package fr.mssgw.core.flow;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Author;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.MessageSecurity;
import fr.mssgw.core.report.Receipt;
import fr.mssgw.core.report.Returned;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a message from another operator as far as it must be known to judge it: who wrote it, for whom, what its
 * signature says, and whether it is a report of Mon espace santé. Stores nothing.
 */
final class InboundReading {
    /** RFC 5321 §6.3: far above any real way of a message. */
    private static final int MAX_RECEIVED = 50;

    private final FlowPorts ports;
    private final FlowSettings settings;
    private final PeerPolicy peers;

    InboundReading(FlowPorts ports, FlowSettings settings, PeerPolicy peers) {
        this.ports = ports;
        this.settings = settings;
        this.peers = peers;
    }

    private sealed interface Reading {}

    private record Opened(InboundMessage message) implements Reading {}

    private record Refused(Verdict.Refuse verdict) implements Reading {}

    /**
     * Why the message cannot be judged, or else what is decided on it.
     *
     * @param then decides; the message is closed after it
     */
    Verdict of(Peer peer, Envelope envelope, RawMessage message, Instant now, Function<InboundMessage, Verdict> then) {
        return Receptions.guarded(() -> {
            Reading reading = read(peer, envelope, message, now);
            if (reading instanceof Refused refused) {
                return refused.verdict();
            }
            try (InboundMessage opened = ((Opened) reading).message()) {
                return then.apply(opened);
            }
        });
    }

    private Reading read(Peer peer, Envelope envelope, RawMessage message, Instant now)
            throws MalformedMessage, IOException {
        HeaderSection header = HeaderSection.read(message);
        if (header.values("Received").size() > MAX_RECEIVED) {
            throw new MalformedMessage("le message tourne en rond : plus de " + MAX_RECEIVED + " champs Received");
        }
        Author author = Author.of(header);
        if (!(author instanceof Author.One one)) {
            return new Refused(Receptions.noAuthor(author));
        }
        MssAddress from = one.address();
        Optional<Verdict.Refuse> foreign = foreignAuthor(peer, envelope.sender(), from);
        if (foreign.isPresent()) {
            return new Refused(foreign.get());
        }
        Optional<InsAddress> patient = Optional.empty();
        if (from.isPatient()) {
            PatientAddress who = PatientAddress.of(from, settings.temporaryIns());
            if (who instanceof PatientAddress.Refused refused) {
                return new Refused(refused.verdict());
            }
            if (who instanceof PatientAddress.Patient writer) {
                patient = Optional.of(writer.ins());
            }
            // else Mon espace santé itself: what it says is a report, or is delivered as it is
        }
        List<Bal> recipients = envelope.addresses().stream()
                .flatMap(address -> ports.bals().find(address).stream())
                .toList();
        if (recipients.isEmpty()) {
            return new Refused(Receptions.unknown());
        }
        return open(message, header, recipients, from, patient, now);
    }

    /** Why the author cannot come by this way: another domain than the envelope's, or another patient. */
    private Optional<Verdict.Refuse> foreignAuthor(Peer peer, Optional<MssAddress> sender, MssAddress from) {
        String reason;
        if (sender.isEmpty()) {
            if (peers.speaksFor(peer, from.domain(), ports.whiteLists().current())) {
                return Optional.empty();
            }
            reason = "l'auteur (From) n'est pas d'un domaine du certificat présenté";
        } else if (!from.domain().equals(sender.get().domain())) {
            reason = "l'auteur (From) n'est pas du domaine de l'expéditeur (MAIL FROM)";
        } else if (from.isPatient() && !from.equals(sender.get()) && !(isSystem(from) && isSystem(sender.get()))) {
            reason = "l'auteur (From) n'est pas le patient qui envoie (MAIL FROM)";
        } else {
            return Optional.empty();
        }
        return Optional.of(new Verdict.Refuse(Rules.HEADER_FROM_MISMATCH, reason));
    }

    private boolean isSystem(MssAddress address) {
        return PatientAddress.of(address, settings.temporaryIns()) instanceof PatientAddress.System;
    }

    private Reading open(
            RawMessage message,
            HeaderSection header,
            List<Bal> recipients,
            MssAddress from,
            Optional<InsAddress> patient,
            Instant now)
            throws MalformedMessage, IOException {
        MessageSecurity.Incoming incoming = ports.security().open(message, recipients, from, now);
        boolean kept = false;
        try {
            RawMessage content = incoming.content();
            HeaderSection own = content == message ? header : HeaderSection.read(content);
            Optional<MimeOutline> outline =
                    patient.isPresent() ? Optional.of(ports.mime().outline(content)) : Optional.empty();
            InboundMessage opened = new InboundMessage(
                    message,
                    content,
                    LocalFields.cleaned(own),
                    incoming.label(),
                    from,
                    patient,
                    outline,
                    from.isPatient() ? report(content, own, patient) : Optional.empty());
            kept = true;
            return new Opened(opened);
        } finally {
            if (!kept && incoming.content() != message) {
                incoming.content().close();
            }
        }
    }

    /** That the mail comes from Mon espace santé itself is known by now: its peer's certificate and From say so. */
    private Optional<FromMes> report(RawMessage content, HeaderSection header, Optional<InsAddress> patient)
            throws IOException {
        if (patient.isPresent()) {
            return Receipt.recognise(content, header).flatMap(receipt -> ports.conversations()
                    .sent(patient.get(), receipt.references())
                    .map(original -> new FromMes.Read(receipt, original)));
        }
        return Returned.recognise(content, header)
                .map(returned -> new FromMes.Return(returned, returned.patient().flatMap(to -> ports.conversations()
                        .sent(to, returned.references()))));
    }
}

package fr.mssgw.core.flow;

import fr.mssgw.core.flow.InboundMessage.Content;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Author;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.ReadOnce;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.report.WellFormedReport;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final ServerRules rules;
    private final FromPatients patients;

    InboundReading(FlowPorts ports, FlowSettings settings, PeerPolicy peers, ServerRules rules, FromPatients patients) {
        this.ports = ports;
        this.settings = settings;
        this.peers = peers;
        this.rules = rules;
        this.patients = patients;
    }

    private sealed interface Reading {}

    /** Asked only where the answer matters, for it takes reading the mail. */
    private interface Question {
        boolean answer() throws IOException;
    }

    private record Judgeable(InboundMessage message) implements Reading {}

    private record Refused(Verdict.Refuse verdict) implements Reading {}

    /**
     * Why the message cannot be judged, or else what is decided on it.
     *
     * @param then decides; the message is closed after it
     */
    Verdict of(Peer peer, Envelope envelope, RawMessage message, Instant now, Function<InboundMessage, Verdict> then) {
        return Receptions.guarded(() -> {
            Reading reading = read(peer, envelope, ReadOnce.of(message), now);
            if (reading instanceof Refused refused) {
                return refused.verdict();
            }
            try (InboundMessage opened = ((Judgeable) reading).message()) {
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
        Optional<Verdict.Refuse> foreign =
                foreignAuthor(peer, envelope.sender(), from, () -> WellFormedReport.is(message, header));
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
        Structure.read(message).within();
        return new Judgeable(open(message, header, recipients, from, patient, now));
    }

    /**
     * Why the author cannot come by this way: another domain than the envelope's, or another patient. Without a sender it
     * is of a domain of the certificate, or of one of its hosts, which write reports and nothing else.
     */
    private Optional<Verdict.Refuse> foreignAuthor(
            Peer peer, Optional<MssAddress> sender, MssAddress from, Question isReport) throws IOException {
        String reason;
        if (sender.isEmpty()) {
            WhiteList list = ports.whiteLists().current();
            if (peers.speaksFor(peer, from.domain(), list)
                    || peers.reportsFrom(peer, from.domain(), list) && isReport.answer()) {
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

    private InboundMessage open(
            RawMessage message,
            HeaderSection header,
            List<Bal> recipients,
            MssAddress from,
            Optional<InsAddress> patient,
            Instant now)
            throws IOException {
        Readings readings = new Readings();
        boolean kept = false;
        try {
            List<Bal> readers = from.isPatient() ? recipients : rules.readers(recipients);
            HeaderSection shown = LocalFields.received(header, settings.hostname());
            boolean whole = shown.fields().size() == header.fields().size();
            RawMessage received = whole ? message : ReadOnce.of(shown.over(message));
            readings.open(ports.security(), received, shown, message, readers, from, now);
            Map<Opened, Content> known = new HashMap<>();
            Map<MssAddress, Content> contents = new HashMap<>();
            for (Bal recipient : recipients) {
                contents.put(recipient.address(), content(readings, recipient.address(), from, patient, known));
            }
            kept = true;
            return new InboundMessage(message, readings, contents, from, patient);
        } finally {
            if (!kept) {
                readings.close();
            }
        }
    }

    /** @param known those read so far */
    private Content content(
            Readings readings,
            MssAddress recipient,
            MssAddress from,
            Optional<InsAddress> patient,
            Map<Opened, Content> known)
            throws IOException {
        try {
            Opened opened = readings.of(recipient).orElseThrow();
            Content content = known.get(opened);
            if (content == null) {
                content = content(opened, from, patient);
                known.put(opened, content);
            }
            return content;
        } catch (MalformedMessage e) {
            return new InboundMessage.Unreadable(new Verdict.Refuse(Rules.MALFORMED_MESSAGE, e.reason()));
        }
    }

    private Content content(Opened opened, MssAddress from, Optional<InsAddress> patient) throws IOException {
        try {
            return new InboundMessage.Read(
                    opened, from.isPatient() ? patients.message(opened, patient) : Optional.empty());
        } catch (MalformedMessage e) {
            return new InboundMessage.Unreadable(new Verdict.Refuse(Rules.MALFORMED_MESSAGE, e.reason()));
        }
    }
}

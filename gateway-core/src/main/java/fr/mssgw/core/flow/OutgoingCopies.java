package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.ReadOnce;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.mail.TraceFields;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.core.port.MessageSecurity;
import fr.mssgw.core.port.MessageSecurity.Outgoing;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Secures one message and lays out who gets what: local BAL read it from their INBOX, other operators share a copy,
 * and each patient has one alone that names no other, so that neither envelope nor header ever shows two of them. Bodies
 * are not copied: the store keeps each once.
 */
public final class OutgoingCopies {
    private final MessageSecurity security;
    private final BalDirectory bals;
    private final PatientsCopy patients;
    private final UnaryOperator<List<Bal>> readers;

    /** The header section as one patient may read it ({@link ToPatients#copy}). */
    @FunctionalInterface
    public interface PatientsCopy {
        HeaderSection of(MssAddress patient, HeaderSection header);
    }

    /** Where no rule brings a message further. */
    public OutgoingCopies(MessageSecurity security, BalDirectory bals, PatientsCopy patients) {
        this(security, bals, patients, UnaryOperator.identity());
    }

    /** @param readers of what these BAL of ours are sent: they and others */
    OutgoingCopies(
            MessageSecurity security, BalDirectory bals, PatientsCopy patients, UnaryOperator<List<Bal>> readers) {
        this.security = security;
        this.bals = bals;
        this.patients = patients;
        this.readers = readers;
    }

    /** What was made; closing it closes the contents that S/MIME made. */
    public static final class Made implements AutoCloseable {
        private final List<Copy> copies = new ArrayList<>();
        private final List<RawMessage> contents = new ArrayList<>();
        private final Readings readings = new Readings();
        private Optional<Verdict.Refuse> refusal = Optional.empty();
        private long largestForPatients;

        public List<Copy> copies() {
            return copies;
        }

        /** What BAL here read of it. */
        Readings readings() {
            return readings;
        }

        public Optional<Verdict.Refuse> refusal() {
            return refusal;
        }

        /** Octets of the largest copy that goes to Mon espace santé. */
        long largestForPatients() {
            return largestForPatients;
        }

        @Override
        public void close() {
            contents.forEach(RawMessage::close);
            readings.close();
        }
    }

    /** One content with the section it is to have. */
    private record Content(RawMessage source, HeaderSection header, int bodyOffset) {
        Copy queued(List<Queued> recipients) {
            return new Copy(header.render(), source, bodyOffset, List.of(), recipients);
        }
    }

    /**
     * @param message as submitted
     * @param header as it is to leave, over the same body
     */
    public Made make(RawMessage message, HeaderSection header, Bal sender, Envelope envelope, Instant now)
            throws MalformedMessage, IOException {
        if (envelope.recipients().isEmpty()) {
            return new Made();
        }
        RawMessage completed = ReadOnce.of(header.over(message));
        Outgoing outgoing = security.secure(completed, sender, envelope.addresses(), now);
        Made made = new Made();
        if (outgoing instanceof Outgoing.Impossible impossible) {
            made.refusal = Optional.of(new Verdict.Refuse(Rules.SMIME_IMPOSSIBLE, impossible.reason()));
            return made;
        }
        List<MessageSecurity.Copy> secured = ((Outgoing.Secured) outgoing).copies();
        secured.stream()
                .map(MessageSecurity.Copy::content)
                .filter(c -> c != completed)
                .forEach(made.contents::add);
        boolean done = false;
        try {
            for (MessageSecurity.Copy one : secured) {
                boolean untouched = one.content() == completed;
                HeaderSection own = untouched ? header : HeaderSection.read(one.content());
                Content content = new Content(untouched ? message : one.content(), own, own.bodyOffset());
                layOut(made, one, content, completed, sender, envelope, now);
            }
            done = true;
            return made;
        } finally {
            if (!done) {
                made.close();
            }
        }
    }

    private void layOut(
            Made made,
            MessageSecurity.Copy secured,
            Content content,
            RawMessage completed,
            Bal sender,
            Envelope envelope,
            Instant now)
            throws MalformedMessage, IOException {
        List<Bal> local = new ArrayList<>();
        List<Queued> elsewhere = new ArrayList<>();
        for (Envelope.Recipient recipient : envelope.recipients()) {
            MssAddress address = recipient.address();
            if (!secured.recipients().contains(address)) {
                continue;
            }
            Queued queued = new Queued(address, recipient.dsn());
            if (bals.hosts(address.domain())) {
                bals.find(address).ifPresent(local::add);
            } else if (address.isPatient()) {
                if (secured.ambiguous()) {
                    made.refusal = Optional.of(new Verdict.Refuse(Rules.MALFORMED_MESSAGE, Opened.AMBIGUOUS));
                }
                // no signature covers the header section, so that this one may change after it was made
                Copy copy = new Content(content.source(), patients.of(address, content.header()), content.bodyOffset())
                        .queued(List.of(queued));
                made.copies.add(copy);
                made.largestForPatients = Math.max(made.largestForPatients, copy.size());
            } else {
                elsewhere.add(queued);
            }
        }
        if (!elsewhere.isEmpty()) {
            made.copies.add(content.queued(elsewhere));
        }
        if (!local.isEmpty()) {
            readHere(made, secured, content, completed, local, sender, now);
            Map<Opened, List<Placement>> placements = new LinkedHashMap<>();
            for (Bal bal : local) {
                Opened opened = made.readings.of(bal.address()).orElseThrow();
                placements
                        .computeIfAbsent(opened, first -> new ArrayList<>())
                        .add(new Placement(bal.address(), Folders.INBOX, false, opened.marks(), Optional.empty()));
            }
            List<Field> trace = trace(envelope.sender());
            placements.forEach((opened, at) -> made.copies.add(opened.copy(opened.above(trace), at)));
        }
    }

    /** What S/MIME left alone is judged for each reader as if it came from elsewhere: its client may have secured it. */
    private void readHere(
            Made made,
            MessageSecurity.Copy secured,
            Content content,
            RawMessage completed,
            List<Bal> local,
            Bal sender,
            Instant now)
            throws IOException {
        List<Bal> all = readers.apply(local);
        if (secured.content() == completed) {
            made.readings.open(
                    security, secured.content(), content.header(), content.source(), all, sender.address(), now);
            return;
        }
        SmimeLabel label = secured.signed()
                ? new SmimeLabel(
                        SmimeLabel.Status.VERIFIED, Optional.of(sender.address().wireForm()), false)
                : SmimeLabel.UNSIGNED;
        if (secured.signed() && Structure.read(completed).hasSecondReading(completed)) {
            label = label.ambiguous(); // as another gateway says of what is signed here
        }
        made.readings.give(
                all.stream().map(Bal::address).toList(), new Opened(content.source(), content.header(), label, false));
    }

    /** The fields of its way that delivery writes above a message from here. */
    static List<Field> trace(Optional<MssAddress> envelopeSender) {
        return List.of(TraceFields.returnPath(envelopeSender));
    }
}

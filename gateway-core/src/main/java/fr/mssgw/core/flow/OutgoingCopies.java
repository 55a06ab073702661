package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Secures one message and lays out who gets what: local BAL read it from their INBOX, other operators share a copy,
 * and each patient has one alone that names no other, so that neither envelope nor header ever shows two of them. Bodies
 * are not copied: the store keeps each once.
 */
final class OutgoingCopies {
    private static final Set<String> ALREADY_SECURED =
            Set.of("multipart/signed", "application/pkcs7-mime", "application/x-pkcs7-mime");

    private final MessageSecurity security;
    private final BalDirectory bals;

    OutgoingCopies(MessageSecurity security, BalDirectory bals) {
        this.security = security;
        this.bals = bals;
    }

    /** What was made; closing it closes the contents that S/MIME made. */
    static final class Made implements AutoCloseable {
        private final List<Copy> copies = new ArrayList<>();
        private final List<RawMessage> contents = new ArrayList<>();
        private Optional<Verdict.Refuse> refusal = Optional.empty();
        private long largestForPatients;

        List<Copy> copies() {
            return copies;
        }

        Optional<Verdict.Refuse> refusal() {
            return refusal;
        }

        /** Octets of the largest copy that goes to Mon espace santé. */
        long largestForPatients() {
            return largestForPatients;
        }

        @Override
        public void close() {
            contents.forEach(RawMessage::close);
        }
    }

    /** One content with the section it is to have. */
    private record Content(RawMessage source, HeaderSection header, int bodyOffset) {
        /** No signature covers the header section, so that this one may change after it was made. */
        Content readBy(MssAddress patient) {
            return new Content(source, OtherPatients.hiddenFrom(patient, header), bodyOffset);
        }

        Copy copy(List<Field> added, List<Placement> placements, List<Queued> queued) {
            return new Copy(header.prepend(added).render(), source, bodyOffset, placements, queued);
        }
    }

    /**
     * @param message as submitted
     * @param header as it is to leave, over the same body
     */
    Made make(RawMessage message, HeaderSection header, Bal sender, Envelope envelope, Instant now)
            throws MalformedMessage, IOException {
        if (envelope.recipients().isEmpty()) {
            return new Made();
        }
        RawMessage completed = header.over(message);
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
                layOut(made, one, content, untouched, sender, envelope, now);
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
            boolean untouched,
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
                Copy copy = content.readBy(address).copy(List.of(), List.of(), List.of(queued));
                made.copies.add(copy);
                made.largestForPatients = Math.max(made.largestForPatients, copy.size());
            } else {
                elsewhere.add(queued);
            }
        }
        if (!elsewhere.isEmpty()) {
            made.copies.add(content.copy(List.of(), List.of(), elsewhere));
        }
        if (!local.isEmpty()) {
            Optional<MssAddress> envelopeSender = envelope.sender();
            if (untouched && ALREADY_SECURED.contains(content.header().mediaType())) {
                made.copies.add(opened(made, secured.content(), local, sender, envelopeSender, now));
            } else {
                SmimeLabel label = secured.signed()
                        ? new SmimeLabel(
                                SmimeLabel.Status.VERIFIED,
                                Optional.of(sender.address().wireForm()),
                                false)
                        : SmimeLabel.UNSIGNED;
                made.copies.add(placed(content, label, local, envelopeSender));
            }
        }
    }

    /** What the client signed or encrypted itself is judged as if it came from elsewhere. */
    private Copy opened(
            Made made,
            RawMessage completed,
            List<Bal> local,
            Bal sender,
            Optional<MssAddress> envelopeSender,
            Instant now)
            throws MalformedMessage, IOException {
        MessageSecurity.Incoming incoming = security.open(completed, local, sender.address(), now);
        RawMessage readable = incoming.content();
        if (readable != completed) {
            made.contents.add(readable);
        }
        HeaderSection header = HeaderSection.read(readable);
        return placed(new Content(readable, header, header.bodyOffset()), incoming.label(), local, envelopeSender);
    }

    private static Copy placed(
            Content content, SmimeLabel label, List<Bal> local, Optional<MssAddress> envelopeSender) {
        Set<String> marks = label.signatureFails() ? Set.of(Folders.KEYWORD_UNVERIFIED) : Set.of();
        List<Placement> placements = local.stream()
                .map(bal -> new Placement(bal.address(), Folders.INBOX, false, marks, Optional.empty()))
                .toList();
        return content.copy(
                List.of(TraceFields.returnPath(envelopeSender), LocalFields.smime(label)), placements, List.of());
    }
}

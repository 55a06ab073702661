package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.delivery.AbsenceAnswer;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Mailboxes;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.DeliveryRules.Action;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Carries the {@link DeliveryRules} of organisational BAL out, inside the delivery that brings the message: the copies
 * are laid out anew before they are stored, so that nothing can be lost between a message and what a rule makes of it.
 *
 * <p>Rules look at what recipients were sent, never at what a rule made: no message passes them twice. What a rule made
 * says so in {@code X-MSSGW-Rule}, which no mail brings in from outside ({@link LocalFields}).
 */
final class ServerRules {
    /** Attempts that full BAL of rules may cost. */
    static final int MOST_TARGETS = 20;

    private static final String FIELD = LocalFields.PREFIX + "Rule";

    private final FlowPorts ports;
    private final OutgoingCopies outgoing;
    private final BalSizes sizes;

    ServerRules(FlowPorts ports) {
        this.ports = ports;
        this.outgoing = new OutgoingCopies(ports.security(), ports.bals());
        this.sizes = new BalSizes(ports.policy());
    }

    /**
     * The message that is delivered.
     *
     * @param content as recipients here read it
     * @param sender of the envelope
     */
    record Mail(
            QueueId id,
            HeaderSection header,
            RawMessage content,
            Optional<MssAddress> sender,
            boolean ofPatient,
            Instant at) {}

    /** What the rules make of it. */
    record Effects(List<Copy> copies, List<AuditEvent> events, List<AbsenceAnswer> answers) {}

    /**
     * Lays the copies of a message out by the rules of those who get it.
     *
     * @param full BALs that have no room: what a rule would put there stays where it was, and refuses nobody's mail
     */
    Effects apply(List<Copy> copies, Mail mail, Set<MssAddress> full) {
        if (mail.ofPatient() || mail.sender().isEmpty() || copies.stream().noneMatch(this::isRuled)) {
            return new Effects(copies, List.of(), List.of());
        }
        return new Run(copies, mail, full).effects();
    }

    private boolean isRuled(Copy copy) {
        return copy.placements().stream()
                .anyMatch(placement -> !rules(placement).equals(DeliveryRules.NONE));
    }

    private DeliveryRules rules(Placement placement) {
        return placement.folder().equals(Folders.INBOX)
                ? ports.policy().of(placement.bal()).rules()
                : DeliveryRules.NONE;
    }

    private final class Run {
        private final List<Copy> given;
        private final Mail mail;
        private final Set<MssAddress> full;
        private final DeliveryRules.Facts facts;
        private final Set<MssAddress> recipients = new HashSet<>();
        private final List<Copy> copies = new ArrayList<>();
        private final List<AuditEvent> events = new ArrayList<>();
        private final List<AbsenceAnswer> answers = new ArrayList<>();

        Run(List<Copy> given, Mail mail, Set<MssAddress> full) {
            this.given = given;
            this.mail = mail;
            this.full = full;
            given.forEach(copy -> copy.placements().forEach(placement -> recipients.add(placement.bal())));
            boolean moves = given.stream()
                    .flatMap(copy -> copy.placements().stream())
                    .anyMatch(placement -> rules(placement).xdmTo().isPresent());
            this.facts = new DeliveryRules.Facts(
                    mail.sender(),
                    mail.ofPatient(),
                    AutomaticAnswer.isAutomatic(mail.header()),
                    moves && hasXdm(),
                    named(mail.header()),
                    mail.at());
        }

        Effects effects() {
            for (Copy copy : given) {
                List<Placement> kept = new ArrayList<>();
                for (Placement placement : copy.placements()) {
                    boolean moved = false;
                    for (Action action : rules(placement).actions(placement.bal(), facts)) {
                        if (action instanceof Action.Move move) {
                            moved = put(copy, placement, move.to(), "xdm-to");
                        } else if (action instanceof Action.Copy another) {
                            put(copy, placement, another.to(), "copy-to");
                        } else {
                            answer(placement.bal(), (Action.Answer) action);
                        }
                    }
                    if (!moved) {
                        kept.add(placement);
                    }
                }
                copies.add(new Copy(copy.header(), copy.source(), copy.bodyOffset(), kept, copy.queued()));
            }
            return new Effects(copies, events, answers);
        }

        /** False where there is no room, no such BAL any more, or one that takes no message of that size. */
        private boolean put(Copy copy, Placement from, MssAddress to, String rule) {
            boolean possible = !full.contains(to)
                    && ports.bals().find(to).isPresent()
                    && sizes.received(to, mail.content().size()).isEmpty();
            event(from.bal(), rule, to, possible ? "done" : "not possible");
            if (possible && recipients.add(to)) {
                byte[] said = Field.of(FIELD, rule + "; from=" + from.bal().wireForm())
                        .octets();
                byte[] header = new byte[said.length + copy.header().length];
                System.arraycopy(said, 0, header, 0, said.length);
                System.arraycopy(copy.header(), 0, header, said.length, copy.header().length);
                Placement placement = new Placement(to, Folders.INBOX, false, from.keywords(), Optional.empty());
                copies.add(new Copy(header, copy.source(), copy.bodyOffset(), List.of(placement), List.of()));
            }
            return possible;
        }

        private void answer(MssAddress from, Action.Answer action) {
            Optional<Bal> bal = ports.bals().find(from);
            boolean read = action.to().domain().equals(from.domain())
                    && ports.bals().find(action.to()).filter(Bal::isHuman).isEmpty();
            if (bal.isEmpty() || read) {
                return; // a software here reads no such thing
            }
            DeliveryRules.Absence absence = action.absence();
            QueueId id = QueueId.random();
            RawMessage message = AutomaticAnswer.write(
                    mail.header(),
                    bal.get(),
                    action.to(),
                    absence.subject(),
                    String.join("\r\n", absence.text().lines().toList()) + "\r\n",
                    id,
                    mail.at());
            Envelope envelope = new Envelope(
                    Optional.empty(), new Envelope(from, action.to()).recipients(), Optional.empty(), false);
            try (OutgoingCopies.Made made =
                    outgoing.make(message, HeaderSection.read(message), bal.get(), envelope, mail.at())) {
                if (made.refusal().isPresent()) {
                    event(from, "absence", action.to(), "not possible");
                    return;
                }
                List<Copy> kept = new ArrayList<>();
                for (Copy copy : made.copies()) {
                    kept.add(AutomaticAnswer.inMemory(copy));
                }
                AuditEvent event = ruleEvent(id, from, "absence", action.to(), "done");
                answers.add(new AbsenceAnswer(
                        from,
                        action.to(),
                        mail.at().minus(absence.again()),
                        new Delivery(
                                id,
                                mail.at(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                kept,
                                List.of(),
                                List.of(event))));
            } catch (MalformedMessage e) {
                throw new IllegalStateException("an answer of our own cannot be read", e);
            } catch (IOException e) {
                event(from, "absence", action.to(), "not possible"); // the message counts more than the answer
            }
        }

        private void event(MssAddress bal, String rule, MssAddress to, String outcome) {
            events.add(ruleEvent(mail.id(), bal, rule, to, outcome));
        }

        private AuditEvent ruleEvent(QueueId id, MssAddress bal, String rule, MssAddress to, String outcome) {
            return AuditEvent.of(
                    mail.at(),
                    Kind.RULE_APPLIED,
                    bal.toString(),
                    "id",
                    id,
                    "rule",
                    rule,
                    "to",
                    to,
                    "message",
                    mail.id(),
                    "outcome",
                    outcome);
        }

        private boolean hasXdm() {
            try {
                return ports.mime().outline(mail.content()).files().stream()
                        .anyMatch(file -> file.content() == MimeOutline.Content.IHE_XDM
                                || file.name().equalsIgnoreCase("IHE_XDM.zip"));
            } catch (MalformedMessage | IOException e) {
                return false; // a rule refuses no message
            }
        }
    }

    private static Set<MssAddress> named(HeaderSection header) {
        Set<MssAddress> named = new HashSet<>();
        for (String field : List.of("To", "Cc")) {
            for (String value : header.values(field)) {
                try {
                    Mailboxes.parse(value).forEach(mailbox -> named.add(mailbox.address()));
                } catch (MalformedMessage unreadable) {
                    // nobody is named there
                }
            }
        }
        return named;
    }
}

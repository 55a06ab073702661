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
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Carries the {@link DeliveryRules} of organisational BAL out, inside the delivery that brings the message: the copies
 * are laid out anew before they are stored, so that nothing can be lost between a message and what a rule makes of it.
 *
 * <p>A rule looks at what its own BAL reads, and brings the message elsewhere as it was received: its target reads what
 * the target's key opens (docs/adr/0028).
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

    ServerRules(FlowPorts ports, ToPatients patients) {
        this.ports = ports;
        this.outgoing = new OutgoingCopies(ports.security(), ports.bals(), patients::copy);
        this.sizes = new BalSizes(ports.policy());
    }

    /**
     * The message that is delivered.
     *
     * @param sender of the envelope
     * @param octets as it came over the wire
     * @param trace the fields of its way that delivery writes above it
     * @param readings what recipients read of it, and those to whom their rules bring it ({@link #readers})
     * @param xdm whether what is read holds a document archive; filled here, once for all attempts to store the message
     */
    record Mail(
            QueueId id,
            Optional<MssAddress> sender,
            boolean ofPatient,
            Instant at,
            long octets,
            List<Field> trace,
            Readings readings,
            Map<Opened, Boolean> xdm) {
        Mail(
                QueueId id,
                Optional<MssAddress> sender,
                boolean ofPatient,
                Instant at,
                long octets,
                List<Field> trace,
                Readings readings) {
            this(id, sender, ofPatient, at, octets, trace, readings, new HashMap<>());
        }
    }

    /** What the rules make of it. */
    record Effects(List<Copy> copies, List<AuditEvent> events, List<AbsenceAnswer> answers) {}

    /** These BAL and those to whom their rules may bring a message, each once. */
    List<Bal> readers(List<Bal> recipients) {
        Map<MssAddress, Bal> readers = new LinkedHashMap<>();
        recipients.forEach(bal -> readers.put(bal.address(), bal));
        for (Bal recipient : recipients) {
            DeliveryRules rules = ports.policy().of(recipient.address()).rules();
            Stream.concat(rules.xdmTo().stream(), rules.copyTo().stream())
                    .flatMap(target -> ports.bals().find(target).stream())
                    .forEach(target -> readers.putIfAbsent(target.address(), target));
        }
        return List.copyOf(readers.values());
    }

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
        private final Set<MssAddress> recipients = new HashSet<>();
        private final List<Copy> copies = new ArrayList<>();
        private final List<AuditEvent> events = new ArrayList<>();
        private final List<AbsenceAnswer> answers = new ArrayList<>();

        Run(List<Copy> given, Mail mail, Set<MssAddress> full) {
            this.given = given;
            this.mail = mail;
            this.full = full;
            given.forEach(copy -> copy.placements().forEach(placement -> recipients.add(placement.bal())));
        }

        Effects effects() {
            for (Copy copy : given) {
                List<Placement> kept = new ArrayList<>();
                for (Placement placement : copy.placements()) {
                    boolean moved = carryOut(rules(placement), placement.bal());
                    if (!moved) {
                        kept.add(placement);
                    }
                }
                copies.add(new Copy(copy.header(), copy.source(), copy.bodyOffset(), kept, copy.queued()));
            }
            return new Effects(copies, events, answers);
        }

        /** Whether the message went elsewhere instead. */
        private boolean carryOut(DeliveryRules rules, MssAddress bal) {
            Optional<Opened> read = rules.equals(DeliveryRules.NONE) ? Optional.empty() : readBy(bal);
            boolean moved = false;
            if (read.isPresent()) {
                for (Action action : rules.actions(bal, facts(rules, read.get()))) {
                    if (action instanceof Action.Move move) {
                        moved = put(bal, move.to(), "xdm-to", true);
                    } else if (action instanceof Action.Copy another) {
                        put(bal, another.to(), "copy-to", false);
                    } else {
                        answer(bal, read.get().header(), (Action.Answer) action);
                    }
                }
            }
            return moved;
        }

        private DeliveryRules.Facts facts(DeliveryRules rules, Opened read) {
            return new DeliveryRules.Facts(
                    mail.sender(),
                    mail.ofPatient(),
                    AutomaticAnswer.isAutomatic(read.header()),
                    rules.xdmTo().isPresent() && mail.xdm().computeIfAbsent(read, this::hasXdm),
                    named(read.header()),
                    mail.at());
        }

        private Optional<Opened> readBy(MssAddress bal) {
            try {
                return mail.readings().of(bal);
            } catch (MalformedMessage e) {
                return Optional.empty(); // a rule refuses no message
            }
        }

        /**
         * Brings the message to another BAL as it was received, so that this one reads what its own key opens. False
         * where there is no room, no such BAL any more, one that takes no message of that size, or one that could not
         * read what is taken from the team.
         */
        private boolean put(MssAddress from, MssAddress to, String rule, boolean instead) {
            Optional<Opened> read = full.contains(to)
                            || ports.bals().find(to).isEmpty()
                            || sizes.received(to, mail.octets()).isPresent()
                    ? Optional.empty()
                    : readBy(to).filter(opened -> !instead || opened.isReadable());
            event(from, rule, to, read.isPresent() ? "done" : "not possible");
            if (read.isPresent() && recipients.add(to)) {
                List<Field> fields = new ArrayList<>();
                fields.add(Field.of(FIELD, rule + "; from=" + from.wireForm()));
                fields.addAll(read.get().above(mail.trace()));
                Placement placement =
                        new Placement(to, Folders.INBOX, false, read.get().marks(), Optional.empty());
                copies.add(read.get().copy(fields, List.of(placement)));
            }
            return read.isPresent();
        }

        private void answer(MssAddress from, HeaderSection answered, Action.Answer action) {
            Optional<Bal> bal = ports.bals().find(from);
            boolean read = action.to().domain().equals(from.domain())
                    && ports.bals().find(action.to()).filter(Bal::isHuman).isEmpty();
            if (bal.isEmpty() || read) {
                return; // a software here reads no such thing
            }
            DeliveryRules.Absence absence = action.absence();
            QueueId id = QueueId.random();
            RawMessage message = AutomaticAnswer.write(
                    answered,
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

        private boolean hasXdm(Opened read) {
            try {
                return ports.mime().outline(read.content()).files().stream()
                        .anyMatch(file -> file.content().isXdm() || Ascii.same(file.name(), "IHE_XDM.zip"));
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

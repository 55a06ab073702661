package fr.mssgw.app.admin;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.InboundFlow;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.SubmissionFlow;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.Conversations;
import fr.mssgw.core.report.References;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code gateway why}: asks the flows that serve SMTP, on the same data, with a store that keeps nothing and a trail
 * that records nothing. A peer is taken to have shown a good certificate of its domain.
 */
public final class WhyPage implements AdminPage {

    private final FlowPorts ports;
    private final FlowSettings settings;
    private final X509Certificate stand;
    private final InstantSource clock;

    /** @param stand a certificate that takes the place of the peer's, whichever */
    public WhyPage(FlowPorts ports, FlowSettings settings, X509Certificate stand, InstantSource clock) {
        this.ports = ports;
        this.settings = settings;
        this.stand = stand;
        this.clock = clock;
    }

    /** Conversations in which nobody waits for a receipt, so that RCPT answers as it does for a letter. */
    private record NoReceipts(Conversations conversations) implements Conversations {
        @Override
        public ConversationState state(ConversationKey key) {
            return conversations.state(key);
        }

        @Override
        public Optional<SentMessage> sent(InsAddress patient, References references) {
            return conversations.sent(patient, references);
        }

        @Override
        public boolean awaitsReceipt(ConversationKey key) {
            return false;
        }
    }

    /** Where SMTP would name the message it has stored, by a queue id that could be looked for. */
    private static final Reply NOTHING_STORED =
            new Reply(250, "2.0.0", "le message serait accepté ; simulation, rien n'est enregistré");

    private interface Door {
        /** @param announced octets, as clients say them with SIZE; 0 without a message */
        Verdict mailFrom(String sender, long announced);

        Verdict recipient(Optional<MssAddress> sender, String recipient, long announced);

        Reception message(Envelope envelope, RawMessage message);
    }

    @Override
    public Object answer(Map<String, String> given) throws AdminRefusal {
        Parameters parameters = new Parameters(given);
        String from = parameters.text("from").orElse("");
        String to = parameters.required("to");
        InstantSource then = InstantSource.fixed(at(parameters));
        Optional<MssAddress> sender = parse(from);
        Optional<Bal> bal = sender.flatMap(ports.bals()::find);
        Optional<String> asPeer = parameters.text("peer");
        WouldBeStored stored = new WouldBeStored();
        Door door = bal.isPresent() && asPeer.isEmpty()
                ? submission(bal.get(), then, stored)
                : inbound(
                        asPeer.or(() -> sender.map(address -> address.domain().name())),
                        parameters.text("eml").isPresent(),
                        then,
                        stored);

        Optional<Path> file = parameters.text("eml").map(Path::of);
        Optional<MessageFile> message = file.isPresent() ? Optional.of(MessageFile.read(file.get())) : Optional.empty();
        long announced = message.map(read -> read.message().size()).orElse(0L);
        List<Map<String, String>> steps = new ArrayList<>();
        Verdict verdict = step(steps, "MAIL FROM", shown(from), door.mailFrom(from, announced));
        if (verdict.delivers()) {
            steps.addAll(PatientSteps.of(ports, sender, parse(to)));
            verdict = step(steps, "RCPT TO", shown(to), door.recipient(sender, to, announced));
        }
        Reply reply = Reply.to(verdict, "destinataire accepté", "2.1.5");
        Optional<String> label = Optional.empty();
        if (verdict.delivers() && message.isPresent()) {
            Envelope envelope = envelope(sender, to);
            verdict = judged(door, envelope, message.get());
            step(steps, "DATA", String.valueOf(file.get().getFileName()), verdict);
            stored.ruled().forEach(event -> steps.add(step(event)));
            reply = verdict.delivers() ? NOTHING_STORED : Reply.to(verdict, "", "");
            label = verdict.delivers() ? stored.label(envelope.addresses().get(0)) : Optional.empty();
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("verdict", verdict.fold(deliver -> "deliver", refuse -> "refuse", later -> "later"));
        answer.put("code", reply.code());
        answer.put("enhanced", reply.enhanced());
        answer.put("rule", rule(verdict));
        answer.put("text", reply.text());
        advice(verdict).ifPresent(advice -> answer.put("advice", advice));
        message.flatMap(MessageFile::note).ifPresent(note -> answer.put("note", note));
        label.ifPresent(value -> answer.put("smime", value));
        answer.put("steps", steps);
        return answer;
    }

    /** What SMTP answers at the end of DATA: for the octets alone, else for what they say. */
    private static Verdict judged(Door door, Envelope envelope, MessageFile file) {
        if (file.refusal().isPresent()) {
            return file.refusal().get();
        }
        Reception reception = door.message(envelope, file.message());
        return reception instanceof Reception.NotStored not ? not.verdict() : Verdict.DELIVER;
    }

    private static Optional<String> advice(Verdict verdict) {
        return verdict.fold(
                deliver -> Optional.empty(),
                refuse -> Optional.of(Advice.on(refuse.rule())),
                later -> Optional.of(Advice.on(Rules.UNAVAILABLE)));
    }

    private Instant at(Parameters parameters) throws AdminRefusal {
        try {
            return parameters.text("at").map(Instant::parse).orElseGet(clock::instant);
        } catch (DateTimeParseException e) {
            throw new AdminRefusal("an instant is written 2026-12-01T08:00:00Z");
        }
    }

    private static Optional<MssAddress> parse(String address) {
        try {
            return address.isEmpty() ? Optional.empty() : Optional.of(MssAddress.parse(address));
        } catch (MalformedAddress e) {
            return Optional.empty();
        }
    }

    private static String shown(String address) {
        return parse(address).map(MssAddress::toString).orElse(address.isEmpty() ? "<>" : "(not an address)");
    }

    private static Envelope envelope(Optional<MssAddress> sender, String to) throws AdminRefusal {
        MssAddress recipient = parse(to).orElseThrow(() -> new AdminRefusal("the recipient is not an address"));
        Envelope only = new Envelope(recipient, recipient);
        return new Envelope(sender, only.recipients(), Optional.empty(), false);
    }

    /** Where what was asked at each command stands, when nothing refuses. */
    private static final Map<String, String> SOURCES = Map.of(
            "MAIL FROM", "docs/domain.md §3 and §4",
            "RCPT TO", "docs/domain.md §3 and §5",
            "DATA", "docs/domain.md §4 to §7; RFC 5322");

    private static Verdict step(List<Map<String, String>> steps, String command, String input, Verdict verdict) {
        steps.add(fields(
                verdict.fold(deliver -> command, refuse -> refuse.rule().id(), later -> rule(verdict)),
                command + " " + input,
                verdict.fold(
                        deliver -> SOURCES.getOrDefault(command, ""),
                        refuse -> refuse.rule().source(),
                        later -> Rules.UNAVAILABLE.source()),
                verdict.fold(deliver -> "accepted", refuse -> refuse.reason(), later -> later.waitingFor())));
        return verdict;
    }

    static Map<String, String> fields(String rule, String input, String source, String answer) {
        Map<String, String> step = new LinkedHashMap<>();
        step.put("rule", rule);
        step.put("input", input);
        step.put("source", source);
        step.put("answer", answer);
        return step;
    }

    private static String rule(Verdict verdict) {
        return verdict.fold(deliver -> "", refuse -> refuse.rule().id(), later -> "GW-SYS-1");
    }

    private static Map<String, String> step(AuditEvent ruled) {
        Map<String, String> details = ruled.details();
        String rule = details.getOrDefault("rule", "");
        String once = rule.equals("absence") ? ", unless it did lately" : "";
        return fields(
                rule,
                "rules of " + ruled.actor(),
                "docs/shared-bals.md",
                details.getOrDefault("outcome", "") + ": " + details.getOrDefault("to", "") + once);
    }

    private Door submission(Bal bal, InstantSource then, WouldBeStored stored) {
        SubmissionFlow flow = new TransactionalSubmission(ports.withoutEffects(stored), then, settings);
        Identity identity = new Identity(bal, bal.persons().stream().findFirst(), Identity.Method.PASSWORD);
        SubmissionFlow.Client client = new SubmissionFlow.Client(identity, InetAddress.getLoopbackAddress(), "why");
        return new Door() {
            @Override
            public Verdict mailFrom(String sender, long announced) {
                return flow.onMailFrom(identity, sender, announced);
            }

            @Override
            public Verdict recipient(Optional<MssAddress> sender, String recipient, long announced) {
                return flow.onRecipient(identity, sender, recipient, announced);
            }

            @Override
            public Reception message(Envelope envelope, RawMessage message) {
                return flow.onMessage(client, envelope, message);
            }
        };
    }

    /** @param content whether there is a message; without one, a letter is meant */
    private Door inbound(Optional<String> domain, boolean content, InstantSource then, WouldBeStored stored) {
        FlowPorts dry = ports.withoutEffects(stored);
        FlowPorts real = content ? dry : dry.with(new NoReceipts(dry.conversations()));
        WhiteList list = asShownBy(domain, real.whiteLists().current());
        InboundFlow flow = new TransactionalInbound(
                new FlowPorts(
                        () -> list,
                        (chain, at) -> CertificateStatus.TRUSTED,
                        real.bals(),
                        real.conversations(),
                        real.patients(),
                        real.security(),
                        real.mime(),
                        real.deliveries(),
                        real.oppositions(),
                        real.room(),
                        real.policy(),
                        real.audit()),
                then,
                settings);
        Peer peer = new Peer(InetAddress.getLoopbackAddress(), "why", true, List.of(stand));
        return new Door() {
            @Override
            public Verdict mailFrom(String sender, long announced) {
                return flow.onMailFrom(peer, sender);
            }

            @Override
            public Verdict recipient(Optional<MssAddress> sender, String recipient, long announced) {
                return flow.onRecipient(peer, sender, recipient, announced);
            }

            @Override
            public Reception message(Envelope envelope, RawMessage message) {
                return flow.onMessage(peer, envelope, message);
            }
        };
    }

    /** The list in force, where the stand-in's name is one of all domains that share a certificate with the peer's. */
    private WhiteList asShownBy(Optional<String> domain, WhiteList list) {
        DistinguishedName name = DistinguishedName.of(stand.getSubjectX500Principal());
        Map<MailDomain, Set<DistinguishedName>> domains = new HashMap<>();
        Set<DistinguishedName> peers = new HashSet<>();
        list.domains().forEach((listed, names) -> {
            if (domain.isPresent() && listed.name().equalsIgnoreCase(domain.get())) {
                peers.addAll(names);
            }
        });
        list.domains().forEach((listed, names) -> {
            Set<DistinguishedName> shown = new HashSet<>(names);
            shown.remove(name);
            if (names.stream().anyMatch(peers::contains)) {
                shown.add(name);
            }
            domains.put(listed, shown);
        });
        return new WhiteList(list.generated(), domains);
    }
}

package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.PkiPlan;
import fr.mssgw.sandbox.smime.SignedMail;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.ReceivingServer;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated operator of {@code patient.mssante.fr}: receives by mutual TLS, keeps each message byte for byte, sends
 * back what it cannot deliver, and hands in what patients write. Everything it knows is read again from its folders at
 * the next start. Thread-safe.
 */
public final class MonEspaceSante implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonEspaceSante.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELO = "mx." + Cast.MES_DOMAIN;
    /**
     * @param folder where everything is kept
     * @param mx the gateway's port for other operators, on loopback
     * @param pharmacies whom a patient may write to first
     */
    public record Setting(
            Path folder,
            int smtpPort,
            int mx,
            MesTls tls,
            X509Certificate root,
            InstantSource clock,
            Pharmacy.Directory pharmacies) {}

    private final Setting setting;
    private final SSLContext tls;
    private final Inbox inbox;
    private final Path sentFolder;
    private final Map<String, Cast.Person> known = new LinkedHashMap<>();
    private final Map<String, PatientSpace> spaces = new LinkedHashMap<>();
    private final Path readFolder;
    private final Behaviour behaviour;
    private final Reports reports;
    private final ReceivingServer server;

    /** What it shows in TLS, and can be told to show instead. */
    public static MesTls tls(DemoPki pki) {
        return MesTls.of(
                pki.identity(PkiPlan.MES), pki.identity("peer-expired"), pki.identity("peer-other-ca"), pki.root());
    }

    public MonEspaceSante(Setting setting) throws IOException {
        this.setting = setting;
        this.tls = setting.tls().sound();
        this.inbox = new Inbox(setting.folder().resolve("inbox"));
        this.behaviour =
                new Behaviour(setting.clock(), new KeptRules(setting.folder().resolve("behaviour.json")));
        this.sentFolder = Files.createDirectories(setting.folder().resolve("sent"));
        this.readFolder = Files.createDirectories(setting.folder().resolve("read"));
        PatientIds ids = new PatientIds(setting.folder().resolve("addresses.key"));
        for (Cast.Person person : Cast.PATIENTS) {
            known.put(person.ins(), person);
            if (!person.profile().equals("unknown")) {
                spaces.put(person.ins(), new PatientSpace(ids.of(person.ins()), person));
            }
        }
        readAgain();
        this.reports = new Reports(HELO, setting.mx(), tls, setting.clock());
        this.server = new ReceivingServer(
                HELO,
                setting.smtpPort(),
                MesRules.LARGEST_TAKEN,
                new MesReception(behaviour, this::receive),
                () -> setting.tls().next(behaviour));
    }

    public void start() {
        server.start();
    }

    public int smtpPort() {
        return server.port();
    }

    public Path inboxDirectory() {
        return inbox.directory();
    }

    List<PatientSpace> spaces() {
        return List.copyOf(spaces.values());
    }

    /** The space that an address of a page names. */
    Optional<PatientSpace> space(String id) {
        return spaces.values().stream().filter(space -> space.id().equals(id)).findFirst();
    }

    /** The space of a matricule, letters in either case. */
    Optional<PatientSpace> spaceOf(String matricule) {
        return Optional.ofNullable(spaces.get(matricule.toUpperCase(Locale.ROOT)));
    }

    Behaviour behaviour() {
        return behaviour;
    }

    Pharmacy.Directory directory() {
        return setting.pharmacies();
    }

    byte[] octets(PatientSpace.Received message) throws IOException {
        return inbox.message(message.id());
    }

    SignedMail.Check signature(PatientSpace.Received message) throws IOException {
        return SignedMail.verify(octets(message), setting.root());
    }

    private void receive(Inbox.Envelope envelope, byte[] message) throws IOException {
        String name = inbox.add(envelope, message);
        deliver(name, envelope, message, true);
    }

    private void deliver(String name, Inbox.Envelope envelope, byte[] message, boolean fresh) {
        ReadMail mail = ReadMail.of(message);
        for (String recipient : envelope.recipients()) {
            Optional<Behaviour.Rule> asked = fresh
                    ? behaviour.take(Behaviour.Act.BOUNCE, "", MesReception.matricule(recipient))
                    : Optional.empty();
            Optional<MesRules.Refusal> refusal =
                    asked.flatMap(Behaviour.Rule::refusal).or(() -> MesRules.refusal(recipient, message.length, known));
            if (refusal.isPresent()) {
                if (fresh && !envelope.from().isEmpty()) {
                    MesRules.Refusal why = refusal.get();
                    byte[] bounce = PatientMail.bounce(
                            why,
                            asked.map(Behaviour.Rule::form).map("plain"::equals).orElse(why.asPlainText()),
                            recipient,
                            envelope.from(),
                            mail,
                            Instant.now());
                    reports.send(
                            envelope.from(),
                            bounce,
                            asked.map(Behaviour.Rule::duration).orElse(Duration.ZERO),
                            (accepted, reply) -> {});
                }
                continue;
            }
            String ins = recipient.substring(0, recipient.indexOf('@')).toUpperCase(Locale.ROOT);
            PatientSpace space = spaces.get(ins);
            if (space != null) {
                space.add(new PatientSpace.Received(
                        name,
                        mail.from(),
                        mail.fromName(),
                        MesRules.contact(mail.from(), mail.replyTo()),
                        mail.subject(),
                        mail.messageId(),
                        envelope.received(),
                        MesRules.ends(mail.subject(), mail.mssMes()),
                        mail.files().stream().map(ReadMail.File::name).toList(),
                        mail.receiptTo().stream()
                                .findFirst()
                                .filter(MesRules::isMssante)
                                .orElse("")));
            }
        }
    }

    /** Hands a patient's message to the gateway, and keeps it with the answer. */
    PatientSpace.Sent send(PatientSpace space, PatientMail.Draft draft) throws IOException {
        Instant now = Instant.now();
        String to;
        try {
            to = MssAddress.parse(draft.to().strip()).wireForm();
        } catch (MalformedAddress e) {
            throw new IllegalArgumentException("« " + draft.to() + " » n'est pas une adresse MSSanté", e);
        }
        PatientMail.Ready ready = PatientMail.write(draft, now);
        SmtpDialogue.Reply reply;
        boolean accepted = false;
        try {
            SmtpDialogue.Outcome outcome = SmtpDialogue.send(
                    "127.0.0.1", setting.mx(), HELO, tls, space.person().address(), List.of(to), ready.octets());
            reply = outcome.decisive();
            accepted = outcome.accepted();
        } catch (IOException e) {
            reply = new SmtpDialogue.Reply("connexion", 451, "4.4.1", "passerelle injoignable : " + e.getMessage());
        }
        String id = "s-" + now.toEpochMilli() + "-" + Long.toString(Math.floorMod(System.nanoTime(), 1_679_616L), 36);
        PatientSpace.Sent sent = new PatientSpace.Sent(
                id,
                to,
                draft.subject(),
                now.toString(),
                accepted,
                reply.code(),
                reply.enhanced(),
                reply.text(),
                ready.messageId(),
                draft.files().stream().map(PatientMail.Attachment::name).toList());
        Files.write(sentFolder.resolve(id + ".eml"), ready.octets());
        Path json = sentFolder.resolve(id + ".part");
        JSON.writeValue(json.toFile(), new KeptSent(space.person().ins(), sent));
        Files.move(json, sentFolder.resolve(id + ".json"), StandardCopyOption.ATOMIC_MOVE);
        space.add(sent);
        return sent;
    }

    /** Notes that a patient opened a message. */
    void opened(PatientSpace space, PatientSpace.Received message) throws IOException {
        if (space.markRead(message.id())) {
            Files.write(readFolder.resolve(space.id() + "." + message.id()), new byte[0]);
            behaviour
                    .take(Behaviour.Act.RECEIPT, "", space.person().ins())
                    .ifPresent(rule -> sendReceipt(space, message, false, rule.duration()));
        }
    }

    /**
     * Sends the receipt that the sender of a message asked for, once.
     *
     * @param chosen whether the patient chose to
     */
    void sendReceipt(PatientSpace space, PatientSpace.Received message, boolean chosen, Duration after) {
        if (message.receiptTo().isEmpty() || space.receipt(message.id()).isPresent()) {
            return;
        }
        byte[] receipt = PatientMail.receipt(space.person(), message, chosen, Instant.now());
        space.keep(message.id(), new PatientSpace.Receipt("requested", ""));
        reports.send(
                message.receiptTo(),
                receipt,
                after,
                (accepted, reply) ->
                        space.keep(message.id(), new PatientSpace.Receipt(accepted ? "sent" : "refused", reply)));
    }

    /** @param reference {@code message/index} of a file that the patient received */
    Optional<ReadMail.File> received(PatientSpace space, String reference) throws IOException {
        String[] parts = reference.split("/");
        if (parts.length != 2 || !parts[1].matches("\\d{1,3}")) {
            return Optional.empty();
        }
        Optional<PatientSpace.Received> message = space.message(parts[0]);
        if (message.isEmpty()) {
            return Optional.empty();
        }
        List<ReadMail.File> files = ReadMail.of(octets(message.get())).files();
        int index = Integer.parseInt(parts[1]);
        return index < files.size() ? Optional.of(files.get(index)) : Optional.empty();
    }

    record KeptSent(String ins, PatientSpace.Sent sent) {}

    private void readAgain() throws IOException {
        for (PatientSpace space : spaces.values()) {
            try (Stream<Path> files = Files.list(readFolder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith(space.id() + "."))
                        .forEach(
                                name -> space.markRead(name.substring(space.id().length() + 1)));
            }
        }
        for (String name : inbox.names()) {
            try {
                deliver(name, inbox.envelope(name), inbox.message(name), false);
            } catch (IOException e) {
                LOG.warn("message {} of the inbox cannot be read again", name);
            }
        }
        try (Stream<Path> files = Files.list(sentFolder)) {
            List<Path> kept = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            for (Path file : kept) {
                try {
                    KeptSent one = JSON.readValue(file.toFile(), KeptSent.class);
                    PatientSpace space = spaces.get(one.ins());
                    if (space != null) {
                        space.add(one.sent());
                    }
                } catch (IOException e) {
                    LOG.warn("sent message {} cannot be read again", file.getFileName());
                }
            }
        }
    }

    @Override
    public void close() {
        server.close();
        reports.close();
    }
}

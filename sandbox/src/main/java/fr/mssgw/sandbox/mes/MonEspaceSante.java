package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.pki.DemoTls;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private static final int BOUNCE_TRIES = 40;
    private static final Duration BOUNCE_PAUSE = Duration.ofSeconds(3);

    /** @param mx the gateway's port for other operators, on loopback */
    public record Setting(Path directory, int smtpPort, int mx, Issued identity, X509Certificate root) {}

    private final Setting setting;
    private final SSLContext tls;
    private final Inbox inbox;
    private final Path sentFolder;
    private final Map<String, Cast.Person> known = new LinkedHashMap<>();
    private final Map<String, PatientSpace> spaces = new LinkedHashMap<>();
    private final ReceivingServer server;
    private final ScheduledExecutorService reports =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mes-reports"));

    public MonEspaceSante(Setting setting) throws IOException {
        this.setting = setting;
        this.tls = DemoTls.context(setting.identity(), setting.root());
        this.inbox = new Inbox(setting.directory().resolve("inbox"));
        this.sentFolder = Files.createDirectories(setting.directory().resolve("sent"));
        for (Cast.Person person : Cast.PATIENTS) {
            known.put(person.ins(), person);
            if (!person.profile().equals("unknown")) {
                spaces.put(person.ins(), new PatientSpace(person));
            }
        }
        readAgain();
        this.server = new ReceivingServer(HELO, setting.smtpPort(), tls, MesRules.LARGEST_TAKEN, this::receive);
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

    Optional<PatientSpace> space(String ins) {
        return Optional.ofNullable(spaces.get(ins.toUpperCase(Locale.ROOT)));
    }

    /** The organisational BALs of pharmacies, as the directory gives them. */
    static List<Cast.Box> pharmacies() {
        return Cast.BOXES.stream().filter(Cast.Box::isPharmacysOrganisational).toList();
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
            Optional<MesRules.Refusal> refusal = MesRules.refusal(recipient, message.length, known);
            if (refusal.isPresent()) {
                if (fresh && !envelope.from().isEmpty()) {
                    byte[] bounce = PatientMail.bounce(refusal.get(), recipient, envelope.from(), mail, Instant.now());
                    reports.execute(() -> report(envelope.from(), bounce, 1));
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
                        mail.files().stream().map(ReadMail.File::name).toList()));
            }
        }
    }

    private void report(String to, byte[] bounce, int tries) {
        String answer;
        try {
            SmtpDialogue.Outcome outcome =
                    SmtpDialogue.send("127.0.0.1", setting.mx(), HELO, tls, "", List.of(to), bounce);
            answer = outcome.decisive().toString();
            if (outcome.accepted() || outcome.decisive().code() >= 500) {
                LOG.info("report to {}: {}", to, answer);
                return;
            }
        } catch (IOException e) {
            answer = String.valueOf(e.getMessage());
        }
        if (tries < BOUNCE_TRIES && !reports.isShutdown()) {
            reports.schedule(() -> report(to, bounce, tries + 1), BOUNCE_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            LOG.warn("report to {} given up: {}", to, answer);
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

    record KeptSent(String ins, PatientSpace.Sent sent) {}

    private void readAgain() throws IOException {
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
        reports.shutdownNow();
    }
}

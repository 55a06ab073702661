package fr.mssgw.app;

import fr.mssgw.app.admin.Health;
import fr.mssgw.app.admin.Metrics;
import fr.mssgw.app.admin.UndeletePage;
import fr.mssgw.app.admin.WhyPage;
import fr.mssgw.app.directory.DirectoryPages;
import fr.mssgw.app.discovery.ClientSettings;
import fr.mssgw.app.discovery.DiscoveryPages;
import fr.mssgw.app.discovery.DiscoveryServer;
import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.app.login.CredentialCheck;
import fr.mssgw.app.login.TokenCheck;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.certs.mime.StreamingMimeReader;
import fr.mssgw.certs.tls.CipherWarmUp;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import fr.mssgw.config.ListenersConfig;
import fr.mssgw.config.PatientsConfig;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.core.text.FileTrouble;
import fr.mssgw.imap.ImapConfig;
import fr.mssgw.imap.ImapServer;
import fr.mssgw.patient.PatientBridge;
import fr.mssgw.patient.exchange.SignedClosing;
import fr.mssgw.patient.pharmacy.TeamMail;
import fr.mssgw.smtp.Port;
import fr.mssgw.smtp.RefusalTrail;
import fr.mssgw.smtp.SmtpConfig;
import fr.mssgw.smtp.SmtpServer;
import fr.mssgw.store.conversation.RecentlyOpen;
import fr.mssgw.store.conversation.SqlSilence;
import fr.mssgw.store.embedded.EmbeddedDatabaseFailed;
import fr.mssgw.store.pharmacy.AwaitedAnswers;
import fr.mssgw.store.pharmacy.Digests;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running gateway: every module, put together by constructors. Files are read first, then the database starts, then
 * the listeners open; whatever fails closes what was opened before it.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private static final Duration FIRST_LOOK_FOR_SILENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS_FOR_SILENCE = Duration.ofHours(1);

    private final Parts parts = new Parts();
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private boolean closed;

    private Gateway() {}

    /**
     * Starts what a configuration directory describes, and returns once it serves.
     *
     * @throws InvalidConfig with every problem of its files
     * @throws CannotStart with one line for the operator; nothing is left open
     */
    public static Gateway start(Path directory) throws InvalidConfig, CannotStart {
        return start(GatewayConfig.read(directory));
    }

    /** Starts a configuration that was read already. */
    public static Gateway start(GatewayConfig config) throws CannotStart {
        return start(config, InstantSource.system());
    }

    /**
     * Starts a demonstration.
     *
     * @param services the clock of what pharmacies do for patients: acknowledgements, documents sent twice,
     *     reminders, digests. It may be moved forward. Certificates, leases, the audit and the dates of messages keep to the system's
     */
    public static Gateway start(Path directory, InstantSource services) throws InvalidConfig, CannotStart {
        return start(GatewayConfig.read(directory), services);
    }

    private static Gateway start(GatewayConfig config, InstantSource services) throws CannotStart {
        Gateway gateway = new Gateway();
        try {
            gateway.open(config, InstantSource.system(), services);
            return gateway;
        } catch (UnusableFile | EmbeddedDatabaseFailed e) {
            gateway.close();
            throw new CannotStart(Objects.requireNonNullElse(e.getMessage(), "a file cannot be used"), e);
        } catch (StoreUnavailable e) {
            gateway.close();
            Throwable cause = e.getCause();
            throw new CannotStart(
                    e.getMessage() + ": " + (cause == null ? "no answer" : cause.getMessage())
                            + "; check database in gateway.yaml",
                    e);
        } catch (IOException e) {
            gateway.close();
            String remedy = e.getCause() instanceof BindException
                    ? "; stop what listens there, or choose another port under listeners in gateway.yaml"
                    : "";
            throw new CannotStart(FileTrouble.named(e) + remedy, e);
        } catch (RuntimeException | Error e) {
            gateway.close();
            throw e;
        }
    }

    private void open(GatewayConfig config, InstantSource clock, InstantSource services) throws IOException {
        long began = System.nanoTime();
        Files.createDirectories(config.data());
        Metrics metrics = new Metrics();
        MessageSpool spool = new MessageSpool(config.data().resolve("spool"));
        CertsWiring certs = new CertsWiring(config, spool, clock);
        ConfiguredBals bals = new ConfiguredBals(config.domains(), config.bals());
        CrossChecks.of(config, clock.instant()).forEach(problem -> LOG.warn("{}", problem));

        StoreWiring store = new StoreWiring(config, bals, clock, metrics, parts);
        CredentialCheck logins = new CredentialCheck(
                bals,
                certs.trust,
                config.psc().map(psc -> new TokenCheck(psc, clock)),
                store.applicationPasswords,
                store.audit,
                config.limits().logins(),
                clock);

        // the IMAP server must be there before the deliveries that wake its sessions, and the flow before its folders
        ClosingLater closing = new ClosingLater();
        ImapServer imap = parts.add(
                "imap",
                new ImapServer(
                        imapConfig(config),
                        certs.tls::server,
                        logins,
                        store.database,
                        store.audit,
                        bals,
                        (bal, messages, actor) ->
                                new ClosingByFolder(store.conversations, closing.flow()).movedIn(bal, messages, actor),
                        store.nodes::folderChanged));
        StoreWiring.Written written = store.writing(imap.listener());
        store.database.unsure().tells(() -> {
            imap.mayHaveMissedChanges();
            store.nodes.anythingMayHaveChanged();
            written.deliveries().queued().wake();
        });

        OpposedPatients opposed = new OpposedPatients(config.patients().opposition(), store.oppositions);
        // for RCPT alone: what decides for good reads the database (docs/adr/0018)
        RecentlyOpen recently = new RecentlyOpen(store.conversations);
        FlowPorts ports = new FlowPorts(
                certs.whiteList,
                certs.trust,
                bals,
                store.conversations,
                new PatientBridge(),
                certs.security,
                new StreamingMimeReader(spool),
                recently.forgetting(written.deliveries()),
                opposed,
                store.room,
                bals,
                store.audit);
        FlowSettings settings = new FlowSettings(
                config.hostname(),
                config.domains().get(0),
                config.patients().temporaryIns() == PatientsConfig.TemporaryIns.ACCEPTED,
                FlowSettings.MES_LIMIT,
                config.patients().folders());
        closing.is(new SignedClosing(ports, clock));
        config.patients()
                .closeAfterSilence()
                .ifPresent(after -> store.rounds.every(
                        "closing-by-silence",
                        FIRST_LOOK_FOR_SILENCE,
                        BETWEEN_LOOKS_FOR_SILENCE,
                        "Silent conversations were not closed",
                        new ClosingBySilence(
                                new SqlSilence(store.database, written.deliveries()),
                                closing.flow(),
                                bals,
                                config.domains().get(0),
                                after,
                                config.patients().announceClosure(),
                                clock)::run));
        AtomicReference<Duration> undelete =
                new AtomicReference<>(config.limits().undelete());
        BalReload reload = new BalReload(config, bals, fresh -> {
            certs.replaceBals(fresh);
            undelete.set(fresh.limits().undelete());
        });
        store.rounds.every(
                "bal-reload",
                BalReload.BETWEEN_LOOKS,
                BalReload.BETWEEN_LOOKS,
                "The BAL were not read anew",
                reload::look);

        Upkeep.start(config, bals, undelete::get, store, written, imap.listener(), metrics, clock);
        RelayWiring.start(config, store.nodes.name(), written.queue(), certs, metrics, clock, parts);
        SmtpServer smtp = parts.add(
                "smtp",
                new SmtpServer(
                        smtpConfig(config),
                        spool,
                        metrics.counting(new TransactionalInbound(ports.with(recently), clock, settings, services)),
                        metrics.counting(new TransactionalSubmission(ports, clock, settings)),
                        logins,
                        new RefusalTrail(store.audit, clock),
                        certs.tls::server,
                        certs.tls::server));
        store.rounds.every(
                "pharmacies",
                PharmacyWatch.BETWEEN_LOOKS,
                PharmacyWatch.BETWEEN_LOOKS,
                "Pharmacies were not told who waits",
                new PharmacyWatch(
                        store.database,
                        new AwaitedAnswers(store.database, written.deliveries()),
                        new Digests(store.database, written.deliveries()),
                        new TeamMail(bals, settings.domain(), clock),
                        () -> bals.current().bals(),
                        clock,
                        services)::look);
        ToIntFunction<Predicate<Identity>> endingSessions = who -> imap.end(who) + smtp.end(who);
        store.nodes.start(
                new NodesWiring(imap, endingSessions, written.deliveries().queued()));
        imap.start();
        smtp.start();
        listening("mx", smtp.address(Port.MX));
        listening("submission", smtp.address(Port.SUBMISSION));
        listening("submissions", smtp.address(Port.SUBMISSIONS));
        listening("imap", imap.startTlsAddress());
        listening("imaps", imap.implicitTlsAddress());

        DiscoveryServer.boundStrangers();
        DiscoveryPages discovery = new DiscoveryPages(ClientSettings.of(config, addresses));
        if (config.listeners().http().isPresent()) {
            DiscoveryServer http = parts.add(
                    "http", DiscoveryServer.start(config.listeners().http().get(), discovery));
            addresses.put("http", http.address());
        }

        Map<String, BooleanSupplier> health = new LinkedHashMap<>();
        health.put("database", store.database::answers);
        addresses.forEach((name, address) -> health.put(name, Health.listensOn(address)));
        metrics.gauge(
                "mssgw.whitelist.age.seconds",
                "Age of the white list in force; 0 where its date lies ahead",
                () -> certs.whiteList.current().age(clock.instant()).toSeconds());
        metrics.gauge("mssgw.smtp.sessions", "SMTP sessions open", smtp::sessions);
        metrics.gauge("mssgw.imap.connections", "IMAP connections open", imap::connections);
        metrics.gauge(
                "mssgw.imap.commands.overdue",
                "IMAP commands that run beyond their time or without a client",
                imap::overdueCommands);
        metrics.counter("mssgw.imap.commands.ended", "IMAP commands that were ended for it", imap::endedCommands);
        AdminWiring.start(
                        config,
                        store,
                        written,
                        closing.flow(),
                        opposed,
                        new WhyPage(ports, settings, certs.ownCertificate(config), clock),
                        new UndeletePage(bals, store.database, undelete::get, imap.listener(), store.audit, clock),
                        bals,
                        logins,
                        endingSessions,
                        health,
                        metrics,
                        clock,
                        parts)
                .ifPresent(admin -> {
                    admin.alsoServe(discovery::addTo);
                    admin.alsoServe(new DirectoryPages(() -> bals.current().bals())::addTo);
                    addresses.put("admin", admin.address());
                });
        LOG.info("ready after {} ms: {}", (System.nanoTime() - began) / 1_000_000, addresses);
        CipherWarmUp.inBackground();
    }

    private void listening(String name, Optional<InetSocketAddress> address) {
        address.ifPresent(bound -> addresses.put(name, bound));
    }

    private static SmtpConfig smtpConfig(GatewayConfig config) {
        ListenersConfig listeners = config.listeners();
        return new SmtpConfig(
                config.hostname(),
                listeners.mx(),
                listeners.submission(),
                listeners.submissions(),
                SmtpConfig.Limits.DEFAULT
                        .withMessageOctets(config.limits().messageOctets())
                        .withRecipients(config.limits().recipients())
                        .withConnectionsPerAddress(config.limits().connectionsPerAddress()));
    }

    private static ImapConfig imapConfig(GatewayConfig config) {
        return ImapConfig.usual(
                config.hostname(),
                config.listeners().imap(),
                config.listeners().imaps(),
                config.data().resolve("spool-imap"),
                Math.toIntExact(config.limits().messageOctets()),
                config.limits().connectionsPerAddress(),
                switch (config.listeners().imapCertificates()) {
                    case ASKED -> ImapConfig.ClientCertificates.ASKED;
                    case PREAUTH -> ImapConfig.ClientCertificates.PREAUTH;
                    case NOT_ASKED -> ImapConfig.ClientCertificates.NOT_ASKED;
                });
    }

    /** Where it listens, by the names of {@code listeners} in gateway.yaml; with the port as bound. */
    public Map<String, InetSocketAddress> addresses() {
        return Map.copyOf(addresses);
    }

    /** Takes no more, ends what is in progress, closes the database last. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            parts.close();
            LOG.info("stopped");
        }
    }

    /** The closing flow, which is made after the IMAP server that uses it. */
    private static final class ClosingLater {

        private volatile @org.jspecify.annotations.Nullable ClosingFlow made;

        void is(ClosingFlow flow) {
            made = flow;
        }

        ClosingFlow flow() {
            return Objects.requireNonNull(made, "asked for before the start was over");
        }
    }
}

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
import fr.mssgw.certs.mime.StreamingMimeReader;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.ListenersConfig;
import fr.mssgw.config.PatientsConfig;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.message.MessageSpool;
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
import fr.mssgw.store.pharmacy.AwaitedAnswers;
import fr.mssgw.store.pharmacy.Digests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
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
 * One start of the gateway: makes the parts in the order in which they need one another, then sets them going. What is opened
 * is put into {@link Parts}, so that whoever starts it closes it, also where a later part fails.
 */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final Duration FIRST_LOOK_FOR_SILENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS_FOR_SILENCE = Duration.ofHours(1);

    private final GatewayConfig config;
    private final InstantSource clock;
    private final InstantSource services;
    private final Parts parts;
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final Metrics metrics = new Metrics();
    private final MessageSpool spool;
    private final CertsWiring certs;
    private final ConfiguredBals bals;
    private final StoreWiring store;
    private final CredentialCheck logins;
    private final ClosingLater closing = new ClosingLater();
    private final ImapServer imap;
    private final StoreWiring.Written written;
    private final OpposedPatients opposed;
    private final RecentlyOpen recently;
    private final FlowPorts ports;
    private final FlowSettings settings;
    private final AtomicReference<Duration> undelete;

    /**
     * Reads the files, opens the database and makes what takes mail.
     *
     * @param services the clock of what pharmacies do for patients
     */
    Opening(GatewayConfig config, InstantSource clock, InstantSource services, Parts parts) throws IOException {
        this.config = config;
        this.clock = clock;
        this.services = services;
        this.parts = parts;
        Files.createDirectories(config.data());
        this.spool = new MessageSpool(config.data().resolve("spool"));
        this.certs = new CertsWiring(config, spool, clock);
        this.bals = new ConfiguredBals(config.domains(), config.bals());
        CrossChecks.of(config, clock.instant()).forEach(problem -> LOG.warn("{}", problem));
        this.store = new StoreWiring(config, bals, clock, metrics, parts);
        this.logins = logins();
        // the IMAP server must be there before the deliveries that wake its sessions, and the flow before its folders
        this.imap = parts.add("imap", imap());
        this.written = store.writing(imap.listener());
        this.opposed = new OpposedPatients(config.patients().opposition(), store.oppositions);
        // for RCPT alone: what decides for good reads the database (docs/adr/0018)
        this.recently = new RecentlyOpen(store.conversations);
        this.ports = ports();
        this.settings = new FlowSettings(
                config.hostname(),
                config.domains().get(0),
                config.patients().temporaryIns() == PatientsConfig.TemporaryIns.ACCEPTED,
                FlowSettings.MES_LIMIT,
                config.patients().folders());
        closing.is(new SignedClosing(ports, clock));
        this.undelete = new AtomicReference<>(config.limits().undelete());
    }

    private CredentialCheck logins() {
        return new CredentialCheck(
                bals,
                certs.trust,
                config.psc().map(psc -> new TokenCheck(psc, clock)),
                store.applicationPasswords,
                store.audit,
                config.limits().logins(),
                clock);
    }

    private ImapServer imap() throws IOException {
        return new ImapServer(
                imapConfig(config),
                certs.tls::server,
                logins,
                store.database,
                store.audit,
                bals,
                (bal, messages, actor) ->
                        new ClosingByFolder(store.conversations, closing.flow()).movedIn(bal, messages, actor),
                store.nodes::folderChanged);
    }

    private FlowPorts ports() {
        return new FlowPorts(
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
    }

    /** Sets all going, the operator's HTTP last. @return where it listens, by the names of {@code listeners} */
    Map<String, InetSocketAddress> start() throws IOException {
        store.database.unsure().tells(() -> {
            imap.mayHaveMissedChanges();
            store.nodes.anythingMayHaveChanged();
            written.deliveries().queued().wake();
        });
        startRounds();
        RelayWiring.start(config, store.nodes.name(), written.queue(), certs, metrics, clock, parts);
        SmtpServer smtp = parts.add("smtp", smtp());
        ToIntFunction<Predicate<Identity>> endingSessions = who -> imap.end(who) + smtp.end(who);
        store.nodes.start(
                new NodesWiring(imap, endingSessions, written.deliveries().queued()));
        listen(smtp);
        measure(smtp);
        DiscoveryPages discovery = startDiscovery();
        startAdmin(endingSessions, discovery);
        return addresses;
    }

    private void startRounds() {
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
        Upkeep.start(config, bals, undelete::get, store, written, imap.listener(), metrics, clock);
    }

    private SmtpServer smtp() {
        return new SmtpServer(
                smtpConfig(config),
                spool,
                metrics.counting(new TransactionalInbound(ports.with(recently), clock, settings, services)),
                metrics.counting(new TransactionalSubmission(ports, clock, settings)),
                logins,
                new RefusalTrail(store.audit, clock),
                certs.tls::server,
                certs.tls::server);
    }

    private void listen(SmtpServer smtp) throws IOException {
        imap.start();
        smtp.start();
        listening("mx", smtp.address(Port.MX));
        listening("submission", smtp.address(Port.SUBMISSION));
        listening("submissions", smtp.address(Port.SUBMISSIONS));
        listening("imap", imap.startTlsAddress());
        listening("imaps", imap.implicitTlsAddress());
    }

    private void listening(String name, Optional<InetSocketAddress> address) {
        address.ifPresent(bound -> addresses.put(name, bound));
    }

    private void measure(SmtpServer smtp) {
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
    }

    private DiscoveryPages startDiscovery() throws IOException {
        DiscoveryServer.boundStrangers();
        DiscoveryPages discovery = new DiscoveryPages(ClientSettings.of(config, addresses));
        if (config.listeners().http().isPresent()) {
            DiscoveryServer http = parts.add(
                    "http", DiscoveryServer.start(config.listeners().http().get(), discovery));
            addresses.put("http", http.address());
        }
        return discovery;
    }

    private void startAdmin(ToIntFunction<Predicate<Identity>> endingSessions, DiscoveryPages discovery)
            throws IOException {
        Map<String, BooleanSupplier> health = new LinkedHashMap<>();
        health.put("database", store.database::answers);
        addresses.forEach((name, address) -> health.put(name, Health.listensOn(address)));
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

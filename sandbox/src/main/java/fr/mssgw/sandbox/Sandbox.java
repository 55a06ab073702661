package fr.mssgw.sandbox;

import fr.mssgw.core.text.FileTrouble;
import fr.mssgw.sandbox.mes.Annuaire;
import fr.mssgw.sandbox.mes.MonEspaceSante;
import fr.mssgw.sandbox.mes.Portal;
import fr.mssgw.sandbox.peers.SimulatedPeers;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.PkiPlan;
import fr.mssgw.sandbox.psc.TokenIssuer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running whole: the gateway with everybody it talks to, in one process. */
public final class Sandbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    /** How the gateway starts; tests may do without. */
    public interface GatewayStart {
        /** @param services the clock of what pharmacies do for patients */
        AutoCloseable start(Path config, InstantSource services) throws Exception;
    }

    /** Told how far a start has come. */
    public interface Observer {
        /** The directory is ours and empty where it should be; the log may begin. */
        default void prepared(Path log) {}

        void done(String step);
    }

    /** Why no sandbox could start, in one line for the person at the terminal. */
    public static final class CannotStart extends Exception {
        private static final long serialVersionUID = 1L;

        CannotStart(String message) {
            super(message);
        }

        CannotStart(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final SandboxFile file;
    private final Deque<AutoCloseable> started;

    private Sandbox(SandboxFile file, Deque<AutoCloseable> started) {
        this.file = file;
        this.started = started;
    }

    public SandboxFile file() {
        return file;
    }

    /**
     * Starts everything, or nothing.
     *
     * @param fresh whether to forget all that an earlier run left
     */
    public static Sandbox start(Path directory, Ports ports, boolean fresh, GatewayStart gateway, Observer progress)
            throws CannotStart {
        Deque<AutoCloseable> started = new ArrayDeque<>();
        try {
            SandboxFile file = startAll(new SandboxLayout(directory), ports, fresh, gateway, progress, started);
            return new Sandbox(file, started);
        } catch (CannotStart e) {
            closeAll(started);
            throw e;
        } catch (InterruptedException e) {
            closeAll(started);
            Thread.currentThread().interrupt();
            throw new CannotStart("interrupted while starting", e);
        } catch (Exception e) {
            closeAll(started);
            throw new CannotStart(lines(e), e);
        }
    }

    private static String lines(Throwable failure) {
        String message = failure instanceof FileSystemException file ? FileTrouble.named(file) : failure.getMessage();
        Throwable cause = failure.getCause();
        String said = message == null ? failure.getClass().getSimpleName() : message;
        String why = cause == null || cause.getMessage() == null || said.contains(cause.getMessage())
                ? ""
                : ": " + cause.getMessage();
        return (said + why).replaceAll("\\s*\\R\\s*", "; ");
    }

    private static SandboxFile startAll(
            SandboxLayout layout,
            Ports ports,
            boolean fresh,
            GatewayStart gateway,
            Observer progress,
            Deque<AutoCloseable> started)
            throws Exception {
        String taken = ports.taken(Cast.PEERS.size()).orElse(null);
        if (taken != null) {
            throw new CannotStart(taken);
        }
        layout.prepare();
        lock(layout, started);
        if (fresh) {
            layout.empty();
            layout.prepare();
        }
        progress.prepared(layout.log());
        Files.deleteIfExists(layout.root().resolve(SandboxFile.NAME));
        Instant now = Instant.now();
        DemoPki pki = DemoPki.open(layout.pki(), now);
        progress.done("keys and certificates in " + layout.pki());
        DemoConfig config = new DemoConfig(layout, ports, pki, now);
        config.write();
        progress.done("configuration in " + layout.config());

        ScriptedClock clock = ScriptedClock.open(layout.clock(), InstantSource.system());
        TokenIssuer psc = opened(started, new TokenIssuer(layout.psc(), ports.psc(), InstantSource.system()));
        psc.start();
        MonEspaceSante mes = opened(
                started,
                new MonEspaceSante(new MonEspaceSante.Setting(
                        layout.mes(),
                        ports.mesSmtp(),
                        ports.mx(),
                        MonEspaceSante.tls(pki),
                        pki.root(),
                        clock,
                        new Annuaire("http://127.0.0.1:" + ports.admin() + "/fhir"))));
        mes.start();
        Portal portal = opened(started, new Portal(mes, ports.mesPortal()));
        portal.alsoServe(ClockPage.PATH, new ClockPage(clock)::handle);
        portal.start();
        SimulatedPeers peers = opened(
                started, new SimulatedPeers(layout.peers(), pki, operator -> ports.peer(Cast.PEERS.indexOf(operator))));
        peers.start();
        progress.done("simulated Mon espace santé, Pro Santé Connect and " + Cast.PEERS.size() + " operators");
        opened(started, gateway.start(layout.config(), clock));
        progress.done("gateway and its PostgreSQL");
        SandboxFile file = describe(layout, ports, pki, config);
        file.write(layout.root());
        return file;
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> started, T one) {
        started.push(one);
        return one;
    }

    private static void lock(SandboxLayout layout, Deque<AutoCloseable> started) throws IOException, CannotStart {
        FileChannel channel = FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        started.push(channel);
        try {
            if (channel.tryLock() == null) {
                throw new CannotStart(
                        "a sandbox runs on " + layout.root() + " already; stop it, or use another --data");
            }
        } catch (OverlappingFileLockException e) {
            throw new CannotStart("a sandbox runs on " + layout.root() + " already; stop it, or use another --data", e);
        }
    }

    private static SandboxFile describe(SandboxLayout layout, Ports ports, DemoPki pki, DemoConfig config) {
        List<SandboxFile.Account> accounts = new ArrayList<>();
        for (Cast.Box box : Cast.BOXES) {
            String certificate = pki.certificateFile(PkiPlan.bal(box)).toString();
            String key = pki.keyFile(PkiPlan.bal(box)).toString();
            for (Cast.Professional person : box.persons()) {
                accounts.add(new SandboxFile.Account(
                        box.address(),
                        box.type(),
                        person.name(),
                        person.rpps(),
                        box.address(),
                        config.password(box, person),
                        certificate,
                        key));
            }
            if (box.persons().isEmpty()) {
                accounts.add(new SandboxFile.Account(
                        box.address(), box.type(), null, null, box.address(), null, certificate, key));
            }
        }
        List<SandboxFile.Peer> peers = new ArrayList<>();
        for (int index = 0; index < Cast.PEERS.size(); index++) {
            Cast.Operator operator = Cast.PEERS.get(index);
            peers.add(new SandboxFile.Peer(
                    operator.name(),
                    operator.domain(),
                    ports.peer(index),
                    SimulatedPeers.inbox(layout.peers(), operator).toString(),
                    pki.certificateFile(PkiPlan.peer(operator)).toString(),
                    pki.keyFile(PkiPlan.peer(operator)).toString(),
                    operator.expect(),
                    operator.equals(Cast.LISTED) ? colleagues(pki) : List.of()));
        }
        String psc = "http://127.0.0.1:" + ports.psc();
        return new SandboxFile(
                new SandboxFile.Operator(
                        Cast.DOMAIN,
                        "127.0.0.1",
                        new SandboxFile.OperatorPorts(
                                ports.mx(),
                                ports.submission(),
                                ports.submissions(),
                                ports.imap(),
                                ports.imaps(),
                                ports.admin()),
                        layout.config().resolve("tls/ca.pem").toString(),
                        layout.config().resolve("tls/crl.pem").toString(),
                        layout.config().toString(),
                        layout.log().toString()),
                accounts,
                Cast.PATIENTS.stream()
                        .map(p -> new SandboxFile.Patient(p.ins(), p.address(), p.name(), p.profile()))
                        .toList(),
                new SandboxFile.Mes(
                        Cast.MES_DOMAIN,
                        ports.mesSmtp(),
                        "http://127.0.0.1:" + ports.mesPortal(),
                        layout.mes().resolve("inbox").toString(),
                        pki.certificateFile(PkiPlan.MES).toString(),
                        pki.keyFile(PkiPlan.MES).toString()),
                peers,
                new SandboxFile.Psc(psc, psc + "/token?rpps={rpps}"));
    }

    private static List<SandboxFile.Colleague> colleagues(DemoPki pki) {
        return Cast.COLLEAGUES.stream()
                .map(colleague -> new SandboxFile.Colleague(
                        colleague.address(),
                        colleague.smime(),
                        pki.certificateFile(PkiPlan.colleague(colleague)).toString(),
                        pki.keyFile(PkiPlan.colleague(colleague)).toString()))
                .toList();
    }

    /** Deletes a sandbox that does not run, and ends the database that it may have left behind. */
    public static void erase(Path directory) throws IOException {
        SandboxLayout layout = new SandboxLayout(directory);
        if (layout.isSandbox()) {
            layout.empty();
            Files.deleteIfExists(layout.lock());
            Files.deleteIfExists(layout.root());
        }
    }

    private static void closeAll(Deque<AutoCloseable> started) {
        while (!started.isEmpty()) {
            AutoCloseable last = started.pop();
            try {
                last.close();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", last.getClass().getSimpleName(), e);
            }
        }
    }

    /** Stops everything, the gateway first. */
    @Override
    public synchronized void close() {
        closeAll(started);
    }
}

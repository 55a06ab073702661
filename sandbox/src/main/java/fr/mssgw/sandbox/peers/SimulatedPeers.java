package fr.mssgw.sandbox.peers;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.DemoTls;
import fr.mssgw.sandbox.pki.PkiPlan;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.ReceivingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The receiving servers of all simulated operators but {@code down}, each with its own certificate and its own inbox.
 */
public final class SimulatedPeers implements AutoCloseable {
    private static final int LARGEST = 40 * 1024 * 1024;

    private final Map<String, ReceivingServer> servers = new TreeMap<>();

    /**
     * Makes them; {@link #start} binds them.
     *
     * @param port where each listens, 0 for any free port
     */
    public SimulatedPeers(Path directory, DemoPki pki, ToIntFunction<Cast.Operator> port) throws IOException {
        for (Cast.Operator operator : Cast.PEERS) {
            Inbox inbox = new Inbox(inbox(directory, operator));
            if (!operator.name().equals("down")) {
                servers.put(
                        operator.name(),
                        new ReceivingServer(
                                operator.certificateName(),
                                port.applyAsInt(operator),
                                operator.name().equals("no-tls")
                                        ? null
                                        : DemoTls.context(pki.identity(PkiPlan.peer(operator)), pki.root()),
                                LARGEST,
                                inbox::add));
            }
        }
    }

    /** Where an operator's mail goes. */
    public static Path inbox(Path directory, Cast.Operator operator) {
        return directory.resolve(operator.name()).resolve("inbox").toAbsolutePath();
    }

    public void start() {
        servers.values().forEach(ReceivingServer::start);
    }

    /** The port of a started operator. */
    public int port(String name) {
        ReceivingServer server = servers.get(name);
        if (server == null) {
            throw new IllegalArgumentException("no server for " + name);
        }
        return server.port();
    }

    @Override
    public void close() {
        List<ReceivingServer> all = new ArrayList<>(servers.values());
        all.forEach(ReceivingServer::close);
    }
}

package fr.mssgw.app;

import fr.mssgw.certs.UnusableFile;
import fr.mssgw.certs.tls.CipherWarmUp;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.core.text.FileTrouble;
import fr.mssgw.store.embedded.EmbeddedDatabaseFailed;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running gateway: every module, put together by constructors. Files are read first, then the database starts, then
 * the listeners open; whatever fails closes what was opened before it.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

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
        addresses.putAll(new Opening(config, clock, services, parts).start());
        LOG.info("ready after {} ms: {}", (System.nanoTime() - began) / 1_000_000, addresses);
        CipherWarmUp.inBackground();
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
}

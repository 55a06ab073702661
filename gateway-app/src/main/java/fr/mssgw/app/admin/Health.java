package fr.mssgw.app.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether the gateway can do its work now: each part is really asked, at most once a second. Thread-safe. */
public final class Health {

    private static final long FRESH_NANOS = 1_000_000_000L;
    private static final int CONNECT_MILLIS = 1_000;

    private final Map<String, BooleanSupplier> parts;
    private Map<String, Boolean> last = Map.of();
    private long lastAsked;

    /** @param parts by name, in the order to show */
    public Health(Map<String, BooleanSupplier> parts) {
        this.parts = new LinkedHashMap<>(parts);
    }

    /** Whether a listener takes connections. */
    public static BooleanSupplier listensOn(InetSocketAddress address) {
        return () -> {
            InetSocketAddress target = address.getAddress().isAnyLocalAddress()
                    ? new InetSocketAddress("127.0.0.1", address.getPort())
                    : address;
            try (Socket socket = new Socket()) {
                socket.connect(target, CONNECT_MILLIS);
                return true;
            } catch (IOException refused) {
                return false;
            }
        };
    }

    synchronized Map<String, Boolean> ask() {
        if (last.isEmpty() || System.nanoTime() - lastAsked > FRESH_NANOS) {
            Map<String, Boolean> answers = new LinkedHashMap<>();
            parts.forEach((name, part) -> answers.put(name, part.getAsBoolean()));
            last = answers;
            lastAsked = System.nanoTime();
        }
        return last;
    }
}

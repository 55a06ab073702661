package fr.mssgw.app.discovery;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** {@code listeners.http}: {@link DiscoveryPages} for anybody, and nothing of the operator's pages. */
public final class DiscoveryServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 256;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private DiscoveryServer(HttpServer server) {
        this.server = server;
        // a connection asks for one task at a time, so the queue is never full
        this.threads = new ThreadPoolExecutor(
                4, 4, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2 * MAX_CONNECTIONS), task -> {
                    Thread thread = new Thread(task, "discovery");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
    }

    /**
     * Bounds what a stranger may hold of the JDK's HTTP server, which reads these properties when its first instance is
     * made; what the operator set stays.
     */
    public static void boundStrangers() {
        unlessSet("sun.net.httpserver.maxReqTime", 20);
        unlessSet("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
    }

    private static void unlessSet(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    /** Opens the port. */
    public static DiscoveryServer start(InetSocketAddress address, DiscoveryPages pages) throws IOException {
        DiscoveryServer discovery = new DiscoveryServer(HttpServer.create(address, 64));
        pages.addTo(discovery.server);
        discovery.server.start();
        return discovery;
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

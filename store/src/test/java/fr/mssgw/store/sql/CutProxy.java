package fr.mssgw.store.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A network between a gateway and its PostgreSQL that loses answers when a test says so. */
public final class CutProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Cut> next = new AtomicReference<>();

    private enum When {
        /** As soon as the server has the request. */
        AFTER_REQUEST,
        /** When the server has answered it. */
        BEFORE_ANSWER
    }

    private record Cut(String request, When when) {}

    /** @param url of the server's database */
    public CutProxy(String url) throws IOException {
        this.server = Integer.parseInt(url.replaceAll("^.*:(\\d+)/.*$", "$1"));
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The same database, by way of this. */
    public String through(String url) {
        return url.replaceAll(":\\d+/", ":" + listening.getLocalPort() + "/");
    }

    /** Cuts one connection: the next whose request holds this text, when the server has answered it. */
    public void loseTheAnswerTo(String request) {
        next.set(new Cut(request, When.BEFORE_ANSWER));
    }

    /** Cuts one connection: the next whose request holds this text, when the server has got it. */
    public void cutAfter(String request) {
        next.set(new Cut(request, When.AFTER_REQUEST));
    }

    /** Whether what was asked for has happened. */
    public boolean hasCut() {
        return next.get() == null;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cut-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(behind);
                new Pair(client, behind).run();
            } catch (IOException closed) {
                // at the end of the test
            }
        }
    }

    private final class Pair {
        private final Socket client;
        private final Socket behind;
        private volatile boolean armed;

        Pair(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void run() {
            start(() -> pass(client, behind, true));
            start(() -> pass(behind, client, false));
        }

        private void pass(Socket from, Socket to, boolean requests) {
            byte[] octets = new byte[1 << 18];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                String before = "";
                for (int n = in.read(octets); n >= 0; n = in.read(octets)) {
                    if (!requests && armed) {
                        next.set(null);
                        return;
                    }
                    String text = before + new String(octets, 0, n, StandardCharsets.ISO_8859_1);
                    Cut cut = next.get();
                    boolean found = requests && cut != null && text.contains(cut.request());
                    armed |= found && cut.when() == When.BEFORE_ANSWER;
                    out.write(octets, 0, n);
                    if (found && cut.when() == When.AFTER_REQUEST) {
                        next.set(null);
                        return;
                    }
                    before = text.substring(Math.max(0, text.length() - 200));
                }
            } catch (IOException closed) {
                // so is the other direction
            } finally {
                open.remove(from);
                open.remove(to);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}

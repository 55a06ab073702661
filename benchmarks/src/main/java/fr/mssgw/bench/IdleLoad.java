package fr.mssgw.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Opens IMAP connections over TLS, each logged in and in IDLE, says {@code idle} on a line of its own, and keeps them
 * until a line comes in; then ends each IDLE by DONE and counts those that were answered. Loopback only; each address
 * 127.0.0.x holds as many as a gateway allows for one.
 */
@Command(
        name = "idle-load",
        mixinStandardHelpOptions = true,
        description = "Keeps IMAP sessions in IDLE, for the measurement of what they cost.")
public final class IdleLoad implements Callable<Integer> {
    @Option(names = "--imaps-port", required = true, description = "IMAP port on loopback, TLS")
    private int imapsPort;

    @Option(names = "--ca", required = true, description = "PEM bundle that the server's certificate chains to")
    private Path ca = Path.of("ca.pem");

    @Option(names = "--password", required = true, description = "password of every BAL named")
    private String password = "";

    @Option(names = "--bal", required = true, description = "a BAL to log in to, in turn with the others; repeatable")
    private List<String> bals = List.of();

    @Option(names = "--connections", description = "1 to 20000 (default: ${DEFAULT-VALUE})")
    private int connections = 5_000;

    @Option(names = "--per-address", description = "connections from one address (default: ${DEFAULT-VALUE})")
    private int perAddress = 20;

    private final List<SSLSocket> open = new ArrayList<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new IdleLoad()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (connections < 1 || connections > 20_000 || perAddress < 1 || connections / perAddress > 250) {
            throw new IllegalArgumentException("at most 20000 connections, from at most 250 addresses");
        }
        Target target = Target.of(imapsPort, imapsPort, ca, password);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<SSLSocket>> begun = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int number = i;
            begun.add(threads.submit(() -> idle(target, number)));
        }
        for (Future<SSLSocket> one : begun) {
            open.add(one.get());
        }
        threads.shutdown();
        System.out.println("idle");
        int unused = System.in.read();
        int alive = 0;
        for (SSLSocket socket : open) {
            send(socket, "DONE");
            if (awaits(socket, "i ").startsWith("i OK")) {
                alive++;
            }
            socket.close();
        }
        System.out.printf("%d of %d sessions answered at the end%n", alive, connections);
        return alive == connections ? 0 : 1;
    }

    private SSLSocket idle(Target target, int number) throws IOException, GeneralSecurityException {
        SSLSocket socket = (SSLSocket) target.tls().getSocketFactory().createSocket();
        InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + number / perAddress)});
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", target.imapsPort()), 30_000);
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        socket.getSession().invalidate(); // every client is a new one
        awaits(socket, "* OK");
        send(socket, "a LOGIN " + bals.get(number % bals.size()) + " " + password);
        awaits(socket, "a OK");
        send(socket, "b SELECT INBOX");
        awaits(socket, "b OK");
        send(socket, "i IDLE");
        awaits(socket, "+");
        return socket;
    }

    private static void send(SSLSocket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The first line that begins so; unbuffered, so that nothing of this client stays in memory. */
    private static String awaits(SSLSocket socket, String start) throws IOException {
        for (String line = line(socket.getInputStream()); line != null; line = line(socket.getInputStream())) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new IOException("closed before " + start);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            line.append((char) octet);
        }
        return line.toString();
    }
}

package fr.mssgw.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** An IMAP client that sees each line, over implicit TLS. */
public final class RawImap implements AutoCloseable {

    private final SSLSocket socket;
    private final InputStream in;
    private int tag;

    public RawImap(Gateway gateway) throws IOException, GeneralSecurityException {
        InetSocketAddress address = Objects.requireNonNull(gateway.addresses().get("imaps"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
        line();
    }

    /** Logged in, INBOX selected. */
    public static RawImap inInbox(Gateway gateway, String bal, String password)
            throws IOException, GeneralSecurityException {
        RawImap client = new RawImap(gateway);
        client.command("LOGIN " + bal + " \"" + password + "\"");
        client.command("SELECT INBOX");
        return client;
    }

    public RawImap send(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Without its end; null when the server has closed. */
    public @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        while (octet >= 0 && octet != '\n') {
            line.write(octet);
            octet = in.read();
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    /** All lines up to the tagged one. */
    public List<String> command(String command) throws IOException {
        String own = "t" + ++tag + " ";
        send(own + command);
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            lines.add(line);
            if (line.startsWith(own)) {
                break;
            }
        }
        return lines;
    }

    /** The next line that holds this; lines before it are skipped. */
    public String awaits(String text) throws IOException {
        for (String line = line(); line != null; line = line()) {
            if (line.contains(text)) {
                return line;
            }
        }
        throw new IOException("closed before " + text);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

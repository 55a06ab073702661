package fr.mssgw.app;

import fr.mssgw.certs.demo.Issued;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** An SMTP client that sends what it is told and shows each reply; under TLS from the start of its work. */
final class RawSmtp implements AutoCloseable {

    private final SSLSocket socket;
    private InputStream in;

    /** @param own what the client shows; none on the submission port */
    RawSmtp(Gateway gateway, String listener, @Nullable Issued own) throws IOException, GeneralSecurityException {
        InetSocketAddress address = Objects.requireNonNull(gateway.addresses().get(listener));
        Socket plain = new Socket(address.getAddress(), address.getPort());
        plain.setSoTimeout(20_000);
        in = plain.getInputStream();
        reply();
        plain.getOutputStream().write("EHLO client.test\r\nSTARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
        reply();
        reply();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(own), new TrustManager[] {new RawImap.Trusting()}, null);
        socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", address.getPort(), true);
        socket.startHandshake();
        in = new BufferedInputStream(socket.getInputStream());
        ask("EHLO client.test");
    }

    private static KeyManager @Nullable [] keys(@Nullable Issued own) throws GeneralSecurityException, IOException {
        if (own == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    /** One command, or a message with its closing dot; the whole reply. */
    String ask(String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply();
    }

    String login(String user, String password) throws IOException {
        return ask("AUTH PLAIN "
                + Base64.getEncoder().encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line;
        do {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            int octet = in.read();
            while (octet != '\n') {
                if (octet < 0) {
                    throw new IOException("closed after " + reply);
                }
                octets.write(octet);
                octet = in.read();
            }
            line = octets.toString(StandardCharsets.UTF_8);
            reply.append(line).append('\n');
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that sends exactly the octets it is given. */
final class RawClient implements AutoCloseable {
    private final Socket connection;
    private Socket socket;
    private InputStream in;

    RawClient(Socket socket) throws IOException {
        this.connection = socket;
        this.socket = socket;
        socket.setSoTimeout(15_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** STARTTLS and handshake, no EHLO after it. */
    void handshake(SSLContext context) throws IOException {
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        tls.setUseClientMode(true);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
    }

    void startTls(SSLContext context) throws IOException {
        ask("EHLO client.test");
        assertThat(ask("STARTTLS")).startsWith("220 ");
        handshake(context);
        assertThat(ask("EHLO client.test")).contains("250");
    }

    void login() throws IOException {
        assertThat(ask("AUTH PLAIN " + base64("\0claire.martin@demo.mssante.fr\0secret")))
                .startsWith("235 ");
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    /** One command, its reply (all lines, joined by LF). */
    String ask(String command) throws IOException {
        send(command + "\r\n");
        return reply();
    }

    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(line);
            assertThat(line).matches("[2-5][0-9][0-9](?:[ -][ -~]*)?");
            assertThat(line.length()).isLessThanOrEqualTo(510);
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return reply.toString();
            }
            reply.append('\n');
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException("closed after: " + line);
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        assertThat(text).endsWith("\r");
        return text.substring(0, text.length() - 1);
    }

    void expect(String start) throws IOException {
        assertThat(reply()).startsWith(start);
    }

    void expect(String command, String start) throws IOException {
        assertThat(ask(command)).startsWith(start);
    }

    /** MAIL, RCPT, DATA up to the 354. */
    void beginData() throws IOException {
        expect("MAIL FROM:<claire.martin@demo.mssante.fr>", "250 2.1.0 ");
        expect("RCPT TO:<jean.dupont@pair.mssante.fr>", "250 2.1.5 ");
        expect("DATA", "354 ");
    }

    /** Whether nothing more comes and the server has ended the connection. */
    void expectClosed() throws IOException {
        int octet;
        try {
            octet = in.read();
        } catch (java.net.SocketException reset) {
            octet = -1;
        }
        assertThat(octet).isEqualTo(-1);
    }

    /** Gone without a word: a polite close would wait for a write that another thread is blocked in. */
    void vanish() throws IOException {
        connection.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package fr.mssgw.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A submission client for load: STARTTLS, AUTH PLAIN, one connection kept, MAIL, RCPT and DATA in one flight (RFC 2920).
 * Blocking; for one thread. It checks each reply, so a refused message is never counted.
 */
public final class SubmissionClient implements AutoCloseable {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /** Connects to loopback, starts TLS and logs in. */
    public SubmissionClient(int port, SSLContext tls, String user, String password) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
        expect(220);
        command("EHLO bench.demo.mssante.fr", 250);
        command("STARTTLS", 220);
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", port, true);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
        out = new BufferedOutputStream(secured.getOutputStream(), 32 * 1024);
        command("EHLO bench.demo.mssante.fr", 250);
        byte[] plain = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        command("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain), 235);
    }

    /**
     * Submits one message and waits for the final reply.
     *
     * @param dotted the message as it goes on the wire: CRLF lines, dots stuffed, without the final dot
     * @return the text of the final reply, which names the queue id
     */
    public String send(String from, String to, byte[] dotted) throws IOException {
        write("MAIL FROM:<" + from + ">\r\nRCPT TO:<" + to + ">\r\nDATA\r\n");
        out.flush();
        expect(250);
        expect(250);
        expect(354);
        out.write(dotted);
        write(".\r\n");
        out.flush();
        return expect(250);
    }

    private void command(String line, int code) throws IOException {
        write(line + "\r\n");
        out.flush();
        expect(code);
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String expect(int code) throws IOException {
        String line;
        do {
            line = readLine();
        } while (line.length() > 3 && line.charAt(3) == '-');
        if (!line.startsWith(Integer.toString(code))) {
            throw new IOException("expected " + code + ", got: " + line);
        }
        return line;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (line.length() > 2_000) {
                throw new IOException("a reply line is too long");
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        try {
            command("QUIT", 221);
        } finally {
            socket.close();
        }
    }
}

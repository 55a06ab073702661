package fr.mssgw.imap;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that sends exactly the octets it is told to. */
final class RawImap implements AutoCloseable {
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int tag;
    private Charset charset = StandardCharsets.UTF_8;

    private RawImap(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Both sides are deflated from now on (RFC 4978). */
    void deflates() throws IOException {
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true)));
        out = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, true), true);
    }

    static RawImap plain(int port) throws IOException {
        return new RawImap(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static RawImap tls(int port, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.startHandshake();
        return new RawImap(socket);
    }

    /** One with a small receive buffer: what it does not read waits at the server. */
    static RawImap reluctant(int port, SSLContext context) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        SSLSocket upper = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true);
        upper.startHandshake();
        return new RawImap(upper);
    }

    void startTls(SSLContext context) throws IOException {
        SSLSocket upper =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        upper.setSoTimeout(20_000);
        upper.startHandshake();
        socket = upper;
        in = new BufferedInputStream(upper.getInputStream());
        out = upper.getOutputStream();
    }

    RawImap send(String octets) throws IOException {
        return send(octets.getBytes(StandardCharsets.UTF_8));
    }

    RawImap send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
        return this;
    }

    /** What it asks may take long. */
    RawImap patient() throws IOException {
        socket.setSoTimeout(90_000);
        return this;
    }

    /** From now on each octet that comes is one character. */
    RawImap inLatin1() {
        charset = StandardCharsets.ISO_8859_1;
        return this;
    }

    /** The next line without its end; null when the server has closed. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        while (octet >= 0 && octet != '\n') {
            if (octet != '\r') {
                line.write(octet);
            }
            octet = in.read();
        }
        return line.toString(charset);
    }

    /** So many octets, each a character. */
    String octets(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Sends a command and returns all lines up to the tagged one, which is the last. */
    List<String> command(String command) throws IOException {
        String own = "t" + ++tag;
        send(own + " " + command + "\r\n");
        return until(own + " ");
    }

    /** Lines up to one that begins so, or to the end. */
    List<String> until(String start) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            lines.add(line);
            if (line.startsWith(start)) {
                return lines;
            }
        }
        return lines;
    }

    static String last(List<String> lines) {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    boolean isClosedByServer() throws IOException {
        try {
            while (in.read() >= 0) {}
            return true;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

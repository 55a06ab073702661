package fr.mssgw.relay;

import fr.mssgw.certs.demo.Issued;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/** A peer that says what a test wants it to say, however wrong. */
final class ScriptedPeer implements AutoCloseable {
    interface Script {
        /** @param number of the connection, from 1 */
        void play(Stage stage, int number) throws IOException;
    }

    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    final List<byte[]> contents = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    ScriptedPeer(Script script) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> accept(script), "scripted-peer");
        thread.setDaemon(true);
        thread.start();
    }

    Destination address() {
        return new Destination("127.0.0.1", listener.getLocalPort());
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread thread = new Thread(
                        () -> {
                            try (socket) {
                                script.play(new Stage(socket), number);
                            } catch (IOException | RuntimeException clientLeft) {
                                // what the client did is seen on its side
                            }
                        },
                        "scripted-peer-" + number);
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    final class Stage {
        private Socket socket;
        private InputStream in;

        private Stage(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Reads one command; an end of the connection ends the script. */
        String hear() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new IOException("the client has left");
                }
                if (octet != '\r') {
                    line.write(octet);
                }
            }
            String command = line.toString(StandardCharsets.UTF_8);
            commands.add(command);
            return command;
        }

        void hear(String start) throws IOException {
            String command = hear();
            if (!command.startsWith(start)) {
                throw new IllegalStateException("expected " + start + ", heard " + command);
            }
        }

        /** Greeting to STARTTLS's reply, and the handshake. */
        void untilTls(Issued shown) throws IOException {
            say("220 mx.pair.mssante.fr ESMTP\r\n");
            hear("EHLO");
            say("250-mx.pair.mssante.fr\r\n250 STARTTLS\r\n");
            hear("STARTTLS");
            say("220 go\r\n");
            handshake(shown);
        }

        void handshake(Issued shown) throws IOException {
            SSLSocket encrypted = (SSLSocket)
                    Operators.server(shown).getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            encrypted.setUseClientMode(false);
            encrypted.setNeedClientAuth(true);
            encrypted.startHandshake();
            socket = encrypted;
            in = new BufferedInputStream(encrypted.getInputStream());
        }

        /** All before MAIL. */
        void greet(String... extensions) throws IOException {
            untilTls(Operators.LISTED);
            hear("EHLO");
            say("250-mx.pair.mssante.fr\r\n");
            for (String extension : extensions) {
                say("250-" + extension + "\r\n");
            }
            say("250 ENHANCEDSTATUSCODES\r\n");
        }

        /** Octets up to the closing dot, still stuffed. */
        void hearContent() throws IOException {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            int matched = 2; // the content starts on a fresh line
            byte[] end = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
            while (matched < end.length) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("the client has left");
                }
                octets.write(octet);
                matched = octet == end[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
            }
            byte[] all = octets.toByteArray();
            contents.add(java.util.Arrays.copyOf(all, all.length - 3));
        }

        /** Reads up to the closing dot, keeping nothing. */
        void skipContent() throws IOException {
            byte[] end = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
            int matched = 2;
            while (matched < end.length) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("the client has left");
                }
                matched = octet == end[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
            }
        }

        /** Answers any number of transactions well. */
        void serve() throws IOException {
            while (true) {
                String command = hear();
                if (command.equals("DATA")) {
                    say("354 go\r\n");
                    hearContent();
                    say("250 2.0.0 taken\r\n");
                } else if (command.equals("QUIT")) {
                    say("221 bye\r\n");
                    return;
                } else {
                    say("250 2.1.0 ok\r\n");
                }
            }
        }

        void hang() throws IOException {
            while (in.read() >= 0) {
                // says nothing, reads on
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}

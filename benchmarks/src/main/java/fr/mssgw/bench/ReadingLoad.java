package fr.mssgw.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fills an IMAP folder with the same messages wherever it runs, or times FETCH of a whole folder. */
@Command(
        name = "ReadingLoad",
        mixinStandardHelpOptions = true,
        description = "Appends messages to an IMAP folder (--fill), or times a FETCH of all of it (--fetch).")
public final class ReadingLoad implements java.util.concurrent.Callable<Integer> {
    private static final int FILLERS = 4;

    @Option(names = "--imaps-port", required = true, description = "port of IMAP over TLS on loopback")
    private int imapsPort;

    @Option(names = "--ca", required = true, description = "certificates to trust, PEM")
    private @Nullable Path ca;

    @Option(names = "--password", required = true, description = "password of the BAL")
    private @Nullable String password;

    @Option(names = "--user", description = "the BAL (default: ${DEFAULT-VALUE})")
    private String user = "bal1@demo.mssante.fr";

    @Option(names = "--folder", description = "the folder (default: ${DEFAULT-VALUE})")
    private String folder = "INBOX";

    @Option(names = "--fill", description = "append so many messages, by four connections")
    private int fill;

    @Option(names = "--fetch", description = "fetch the folder so many times; prints milliseconds, a line each")
    private int fetch;

    @Option(names = "--items", description = "what to fetch (default: ${DEFAULT-VALUE})")
    private String items = "(FLAGS ENVELOPE)";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ReadingLoad()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Target target = Target.of(imapsPort, imapsPort, ca, password);
        if (fill > 0) {
            fill(target);
        }
        if (fetch > 0) {
            fetch(target);
        }
        return 0;
    }

    private void fill(Target target) throws Exception {
        try (Connection client = new Connection(target)) {
            if (!folder.equals("INBOX")) {
                client.command("CREATE " + folder);
            }
        }
        ExecutorService fillers = Executors.newFixedThreadPool(FILLERS);
        List<Future<?>> all = new ArrayList<>();
        for (int filler = 0; filler < FILLERS; filler++) {
            int first = filler;
            all.add(fillers.submit(() -> {
                try (Connection client = new Connection(target)) {
                    for (int number = first; number < fill; number += FILLERS) {
                        byte[] message = message(number);
                        client.send("a APPEND " + folder + " {" + message.length + "+}\r\n");
                        client.send(message);
                        client.send("\r\n");
                        client.until("a ");
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        fillers.shutdown();
    }

    private void fetch(Target target) throws IOException {
        for (int round = 0; round < fetch; round++) {
            try (Connection client = new Connection(target)) {
                client.command("SELECT " + folder);
                long start = System.nanoTime();
                client.send("f FETCH 1:* " + items + "\r\n");
                long octets = client.until("f ");
                System.out.printf(Locale.ROOT, "%.1f ms, %d octets%n", (System.nanoTime() - start) / 1e6, octets);
            }
        }
    }

    /** Every fourth message carries a file; sizes go from 1 to 40 kB. The same for the same number. */
    static byte[] message(int number) {
        Random random = new Random(number);
        StringBuilder text = new StringBuilder();
        String[] words = {
            "Bonjour", "ordonnance", "patient", "r=C3=A9sultat", "de", "la", "biologie", "traitement", "du"
        };
        for (int i = random.nextInt(200) + 20; i > 0; i--) {
            text.append(words[random.nextInt(words.length)]).append(i % 10 == 0 ? "\r\n" : " ");
        }
        String part = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + text + "\r\n";
        String header = "Received: from mx.pair.mssante.fr by mx.demo.mssante.fr with ESMTPS id " + number
                + ";\r\n\tSun, 22 Nov 2026 05:00:00 +0000\r\nFrom: Dr Claire Martin <claire.martin" + number % 50
                + "@pair.mssante.fr>\r\nTo: Banc 1 <bal1@demo.mssante.fr>, autre@demo.mssante.fr\r\n"
                + "Subject: =?utf-8?q?R=C3=A9sultat?= " + number
                + " de biologie\r\nDate: Sun, 22 Nov 2026 05:00:00 +0000\r\n"
                + "Message-ID: <" + number + ".bench@pair.mssante.fr>\r\nMIME-Version: 1.0\r\n";
        if (number % 4 != 0) {
            return (header + part).getBytes(StandardCharsets.US_ASCII);
        }
        byte[] file = new byte[random.nextInt(30_000)];
        random.nextBytes(file);
        String whole =
                header + "Content-Type: multipart/mixed; boundary=\"=_b" + number + "\"\r\n\r\n--=_b" + number + "\r\n"
                        + part + "--=_b" + number + "\r\nContent-Type: application/pdf; name=\"cr.pdf\"\r\n"
                        + "Content-Disposition: attachment; filename=\"cr.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(file) + "\r\n--=_b" + number + "--\r\n";
        return whole.getBytes(StandardCharsets.US_ASCII);
    }

    /** One IMAP connection, which reads answers without looking at them but for the tagged one. */
    private final class Connection implements AutoCloseable {
        private final SSLSocket socket;
        private final InputStream in;
        private final byte[] buffer = new byte[128 * 1024];
        private int at;
        private int filled;

        Connection(Target target) throws IOException {
            socket = (SSLSocket)
                    target.tls().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), imapsPort);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            in = socket.getInputStream();
            until("* OK");
            command("LOGIN " + user + " " + target.passwordOf(user));
        }

        void send(String ascii) throws IOException {
            send(ascii.getBytes(StandardCharsets.US_ASCII));
        }

        void send(byte[] octets) throws IOException {
            socket.getOutputStream().write(octets);
        }

        void command(String command) throws IOException {
            send("c " + command + "\r\n");
            until("c ");
        }

        /** Reads up to the line that begins so; answers how many octets. @throws IOException unless it says OK */
        long until(String start) throws IOException {
            long octets = 0;
            byte[] line = new byte[80];
            int length = 0;
            while (true) {
                if (at == filled) {
                    filled = in.read(buffer);
                    at = 0;
                    if (filled < 0) {
                        throw new IOException("the server closed the connection");
                    }
                }
                byte octet = buffer[at++];
                octets++;
                if (octet != '\n') {
                    if (length < line.length) {
                        line[length] = octet;
                    }
                    length++;
                    continue;
                }
                if (line[0] != start.charAt(0)) {
                    length = 0;
                    continue;
                }
                String said = new String(line, 0, Math.min(length, line.length), StandardCharsets.US_ASCII);
                if (said.startsWith(start)) {
                    if (!said.contains("OK")) {
                        throw new IOException("the server says: " + said.strip());
                    }
                    return octets;
                }
                length = 0;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

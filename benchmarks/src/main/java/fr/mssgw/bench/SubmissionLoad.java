package fr.mssgw.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how many submissions a second a gateway accepts: each message is counted when its 250 has arrived, that is
 * after the commit. Bounded in time and clients, loopback only.
 */
@Command(
        name = "submission-load",
        mixinStandardHelpOptions = true,
        description = "Submits mail to the gateway of a sandbox's configuration and prints messages per second.")
public final class SubmissionLoad implements Callable<Integer> {
    @Option(names = "--sandbox", description = "folder that holds sandbox.json (default: ${DEFAULT-VALUE})")
    private Path sandbox = Path.of(".sandbox");

    @Option(names = "--clients", description = "connections at once, 1 to 64 (default: ${DEFAULT-VALUE})")
    private int clients = 8;

    @Option(names = "--seconds", description = "length of the measurement, 1 to 300 (default: ${DEFAULT-VALUE})")
    private int seconds = 30;

    @Option(names = "--warmup", description = "seconds before it that do not count (default: ${DEFAULT-VALUE})")
    private int warmup = 10;

    @Option(names = "--size", description = "octets of a message (default: ${DEFAULT-VALUE})")
    private int size = 10 * 1024;

    @Option(names = "--from", description = "the BAL that sends (default: ${DEFAULT-VALUE})")
    private String from = "claire.martin@demo.mssante.fr";

    @Option(names = "--to", description = "the recipient (default: ${DEFAULT-VALUE})")
    private String to = "secretariat.cardio@demo.mssante.fr";

    @Option(names = "--label", description = "what to call this run in the line printed (default: ${DEFAULT-VALUE})")
    private String label = "submission";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SubmissionLoad()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (clients < 1 || clients > 64 || seconds < 1 || seconds > 300 || size < 1_000 || size > 20_000_000) {
            System.err.println("out of bounds: see --help");
            return 2;
        }
        JsonNode description =
                new ObjectMapper().readTree(sandbox.resolve("sandbox.json").toFile());
        SSLContext tls = trusting(Path.of(description.at("/operator/ca").asText()));
        int port = description.at("/operator/ports/submission").asInt();
        String password = passwordOf(description, from);
        byte[] message = message(from, to, size);

        CountDownLatch connected = new CountDownLatch(clients);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<List<Long>>> runs = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                runs.add(threads.submit(() -> run(port, tls, password, message, connected)));
            }
            List<Long> latencies = new ArrayList<>();
            for (Future<List<Long>> run : runs) {
                latencies.addAll(run.get());
            }
            print(latencies);
            return 0;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Long> run(int port, SSLContext tls, String password, byte[] message, CountDownLatch connected)
            throws IOException, InterruptedException {
        List<Long> latencies = new ArrayList<>(seconds * 500);
        try (SubmissionClient client = new SubmissionClient(port, tls, from, password)) {
            connected.countDown();
            connected.await();
            long start = System.nanoTime() + warmup * 1_000_000_000L;
            long end = start + seconds * 1_000_000_000L;
            for (long now = System.nanoTime(); now < end; ) {
                client.send(from, to, message);
                long done = System.nanoTime();
                if (now >= start && done <= end) {
                    latencies.add(done - now);
                }
                now = done;
            }
        }
        return latencies;
    }

    private void print(List<Long> latencies) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f messages/s accepted (%d clients, %d octets, %d s; latency ms p50 %.1f p95 %.1f p99 %.1f)%n",
                label,
                sorted.length / (double) seconds,
                clients,
                size,
                seconds,
                percentile(sorted, 50),
                percentile(sorted, 95),
                percentile(sorted, 99));
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    private static String passwordOf(JsonNode description, String bal) {
        for (JsonNode account : description.path("accounts")) {
            if (account.path("bal").asText().equals(bal)) {
                return account.path("password").asText();
            }
        }
        throw new IllegalArgumentException("no account in sandbox.json for " + bal);
    }

    /** Text of the asked size in lines of 76 characters, no line beginning with a dot. */
    private static byte[] message(String from, String to, int size) {
        StringBuilder text = new StringBuilder(size + 200)
                .append("From: <")
                .append(from)
                .append(">\r\nTo: <")
                .append(to)
                .append(">\r\nSubject: measurement\r\nMIME-Version: 1.0\r\n")
                .append("Content-Type: text/plain; charset=us-ascii\r\n\r\n");
        char[] line = new char[76];
        Arrays.fill(line, 'm');
        while (text.length() < size - 78) {
            text.append(line).append("\r\n");
        }
        return text.append("fin\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static SSLContext trusting(Path bundle) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(bundle)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

package fr.mssgw.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how many submissions a second a mail system accepts, each counted when its 250 has arrived, and how many a
 * second it makes visible: the same messages over the time until IMAP STATUS counts them all. Bounded in time and
 * clients, loopback only. Speaks to the gateway of a sandbox, or to any other system by explicit ports.
 */
@Command(
        name = "submission-load",
        mixinStandardHelpOptions = true,
        description = "Submits mail and prints messages per second: accepted (250 received) and visible (by IMAP).")
public final class SubmissionLoad implements Callable<Integer> {
    private static final int POLL_MS = 5;

    @Option(names = "--sandbox", description = "folder that holds sandbox.json: ports, CA and passwords come from it")
    private @Nullable Path sandbox;

    @Option(names = "--port", description = "without --sandbox: submission port on loopback, STARTTLS")
    private int port;

    @Option(names = "--imaps-port", description = "without --sandbox: IMAP port on loopback, TLS")
    private int imapsPort;

    @Option(names = "--ca", description = "without --sandbox: PEM bundle that the server's certificate chains to")
    private @Nullable Path ca;

    @Option(names = "--password", description = "without --sandbox: password of every BAL named")
    private @Nullable String password;

    @Option(names = "--also-password", description = "with --sandbox: password of every BAL that it does not name")
    private @Nullable String alsoPassword;

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

    @Option(names = "--to", description = "a recipient; repeat it to share the load among several")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--visible-within",
            description = "seconds to wait for IMAP to show all (default: ${DEFAULT-VALUE})")
    private int visibleWithin = 300;

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
        if (to.isEmpty()) {
            to = List.of("secretariat.cardio@demo.mssante.fr");
        }
        Target target =
                sandbox != null ? Target.ofSandbox(sandbox, alsoPassword) : Target.of(port, imapsPort, ca, password);
        if (warmup > 0) {
            submit(target, warmup);
        }
        long[] latencies;
        long missing;
        double sending;
        double untilVisible;
        try (Target.Inboxes inboxes = target.new Inboxes(to)) {
            long before = inboxes.count();
            long start = System.nanoTime();
            latencies = submit(target, seconds);
            sending = (System.nanoTime() - start) / 1e9;
            long deadline = start + (seconds + visibleWithin) * 1_000_000_000L;
            missing = latencies.length - (inboxes.count() - before);
            while (missing > 0 && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MS);
                missing = latencies.length - (inboxes.count() - before);
            }
            untilVisible = (System.nanoTime() - start) / 1e9;
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %d messages, %.0f accepted/s, %.0f visible/s (%d clients, %d octets, %d to, %.0f s; latency ms p50 %.1f p95 %.1f p99 %.1f)%n",
                label,
                latencies.length,
                latencies.length / sending,
                latencies.length / untilVisible,
                clients,
                size,
                to.size(),
                sending,
                percentile(latencies, 50),
                percentile(latencies, 95),
                percentile(latencies, 99));
        if (missing > 0) {
            System.err.println(missing + " accepted messages did not become visible in time");
        }
        return missing > 0 ? 1 : 0;
    }

    /** Sends from all clients at once for so many seconds; returns the sorted latencies in nanoseconds, one a message. */
    private long[] submit(Target target, int duration) throws Exception {
        CountDownLatch connected = new CountDownLatch(clients);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<List<Long>>> runs = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                String recipient = to.get(i % to.size());
                runs.add(threads.submit(() -> run(target, recipient, duration, connected)));
            }
            List<Long> latencies = new ArrayList<>();
            for (Future<List<Long>> run : runs) {
                latencies.addAll(run.get());
            }
            return latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Long> run(Target target, String recipient, int duration, CountDownLatch connected)
            throws IOException, InterruptedException {
        byte[] message = TestMail.of(from, recipient, "measurement", size);
        List<Long> latencies = new ArrayList<>(duration * 500);
        try (SubmissionClient client =
                new SubmissionClient(target.submissionPort(), target.tls(), from, target.passwordOf(from))) {
            connected.countDown();
            connected.await();
            long end = System.nanoTime() + duration * 1_000_000_000L;
            for (long now = System.nanoTime(); now < end; ) {
                client.send(from, recipient, message);
                long done = System.nanoTime();
                latencies.add(done - now);
                now = done;
            }
        }
        return latencies;
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }
}

package fr.mssgw.bench;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.Ports;
import fr.mssgw.sandbox.Sandbox;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills a gateway under load, again and again, and counts what became of every acknowledged message: in the mailbox by
 * IMAP, and at the peer that it was for. Every second kill takes the database's processes too.
 */
@Command(
        name = "kills",
        mixinStandardHelpOptions = true,
        description = "kill -9 under load: exit 0 if nothing acknowledged was lost and no mailbox has anything twice.")
public final class Kills implements Callable<Integer> {
    private static final int RELAYED_EVERY = 5;
    private static final int ACKNOWLEDGED_FIRST = 20;
    private static final String COLLEAGUE = "equipe.de.garde@" + Cast.LISTED.domain();

    @Option(names = "--times", description = "kills, 1 to 100 (default: ${DEFAULT-VALUE})")
    private int times = 20;

    @Option(names = "--clients", description = "clients that submit, 1 to 16 (default: ${DEFAULT-VALUE})")
    private int clients = 4;

    @Option(names = "--size", description = "octets of a message (default: ${DEFAULT-VALUE})")
    private int size = 10 * 1024;

    @Option(names = "--most-seconds", description = "longest load before a kill (default: ${DEFAULT-VALUE})")
    private int mostSeconds = 4;

    @Option(names = "--relay-seconds", description = "wait for relayed mail (default: ${DEFAULT-VALUE})")
    private int relaySeconds = 120;

    private final Set<String> local = ConcurrentHashMap.newKeySet();
    private final Set<String> relayed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Kills()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (times < 1 || times > 100 || clients < 1 || clients > 16 || size < 1_000 || size > 5_000_000) {
            System.err.println("out of bounds: see --help");
            return 2;
        }
        Path directory = Files.createTempDirectory("kills");
        Ports ports = KillableGateway.freePorts();
        KillableGateway gateway = new KillableGateway(ports.admin(), directory.resolveSibling(directory + ".log"));
        try (Sandbox sandbox = Sandbox.start(directory, ports, false, gateway, step -> {})) {
            return run(gateway, sandbox.file(), directory);
        } finally {
            Sandbox.erase(directory);
        }
    }

    private int run(KillableGateway gateway, SandboxFile sandbox, Path directory) throws Exception {
        Target target = Target.ofSandbox(directory, null);
        String bal = sandbox.account("secretariat.cardio", null).bal();
        System.out.println("| kill | of | acknowledged here | for a peer | missing | twice | restart |");
        System.out.println("|---|---|---|---|---|---|---|");
        Map<String, Integer> found = new HashMap<>();
        int seen = 0;
        long failures = 0;
        for (int kill = 1; kill <= times; kill++) {
            int before = local.size();
            int relayedBefore = relayed.size();
            boolean both = kill % 2 == 0;
            List<Thread> load = load(target, bal);
            awaitLoad(before + relayedBefore);
            Thread.sleep(ThreadLocalRandom.current().nextLong(100, 1_000L * mostSeconds));
            if (both) {
                gateway.killWithDatabase();
            } else {
                gateway.kill();
            }
            for (Thread client : load) {
                client.join(60_000);
            }
            long begin = System.nanoTime();
            gateway.start();
            double restart = (System.nanoTime() - begin) / 1e9;
            List<String> subjects = target.subjects(bal, seen + 1);
            seen += subjects.size();
            subjects.forEach(subject -> found.merge(subject, 1, Integer::sum));
            long missing = local.stream().filter(s -> !found.containsKey(s)).count();
            long twice = found.values().stream().filter(count -> count > 1).count();
            failures = missing + twice;
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %s | %d | %d | %d | %d | %.1f s |%n",
                    kill,
                    both ? "gateway and PostgreSQL" : "gateway",
                    local.size() - before,
                    relayed.size() - relayedBefore,
                    missing,
                    twice,
                    restart);
        }
        return failures + atThePeer(sandbox) > 0 ? 1 : 0;
    }

    /** Returns when some were acknowledged, or when none come. */
    private void awaitLoad(int before) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (local.size() + relayed.size() < before + ACKNOWLEDGED_FIRST && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    /** Waits until the peer has all, and returns how many acknowledged messages it never got. */
    private long atThePeer(SandboxFile sandbox) throws IOException, InterruptedException {
        Path inbox = Path.of(sandbox.peer("listed").inbox());
        Map<String, Integer> there = Map.of();
        long missing = relayed.size();
        long deadline = System.nanoTime() + relaySeconds * 1_000_000_000L;
        while (missing > 0 && System.nanoTime() < deadline) {
            Thread.sleep(500);
            Map<String, Integer> now = relayedTo(inbox);
            missing = relayed.stream()
                    .filter(subject -> !now.containsKey(subject))
                    .count();
            there = now;
        }
        long twice = there.values().stream().filter(count -> count > 1).count();
        System.out.printf(
                Locale.ROOT,
                "%nIn all %d messages acknowledged for mailboxes, %d for the peer: %d of these never came, %d came more than"
                        + " once (its 250 was lost in a kill).%n",
                local.size(),
                relayed.size(),
                missing,
                twice);
        return missing;
    }

    private static Map<String, Integer> relayedTo(Path inbox) throws IOException {
        Map<String, Integer> subjects = new HashMap<>();
        try (Stream<Path> files = Files.list(inbox)) {
            files.filter(file -> file.toString().endsWith(".eml")).forEach(file -> {
                String subject = subject(file);
                if (subject != null) {
                    subjects.merge(subject, 1, Integer::sum);
                }
            });
        }
        return subjects;
    }

    private static @Nullable String subject(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("Subject: "))
                    .map(line -> line.substring("Subject: ".length()).strip())
                    .findFirst()
                    .orElse(null);
        } catch (IOException | java.io.UncheckedIOException beingWritten) {
            return null;
        }
    }

    private List<Thread> load(Target target, String bal) {
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < clients; number++) {
            Thread thread = new Thread(() -> submitUntilKilled(target, bal), "client-" + number);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private void submitUntilKilled(Target target, String bal) {
        String from = "claire.martin@" + Cast.DOMAIN;
        try (SubmissionClient client =
                new SubmissionClient(target.submissionPort(), target.tls(), from, target.passwordOf(from))) {
            while (true) {
                int number = next.incrementAndGet();
                boolean relay = number % RELAYED_EVERY == 0;
                String to = relay ? COLLEAGUE : bal;
                String subject = "charge " + number;
                client.send(from, to, TestMail.of(from, to, subject, size));
                (relay ? relayed : local).add(subject);
            }
        } catch (IOException killed) {
            // expected: the gateway goes away in the middle
        }
    }
}

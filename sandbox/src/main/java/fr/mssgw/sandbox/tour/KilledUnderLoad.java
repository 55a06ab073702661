package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.Ports;
import fr.mssgw.sandbox.Sandbox;
import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.MessagingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** What was acknowledged survives {@code kill -9}, and nothing comes twice. */
final class KilledUnderLoad implements Step {
    private static final int CLIENTS = 4;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 120;
    private static final long START_SECONDS = 120;

    @Override
    public int number() {
        return 10;
    }

    @Override
    public String title() {
        return "A sandbox is killed in the middle of a load, and started again";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        Path directory = Files.createTempDirectory("sandbox-killed");
        Ports ports = freePorts();
        Process process = null;
        try {
            process = start(directory, ports, narrator);
            SandboxFile sandbox = SandboxFile.read(directory);
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_KILL);
            List<Thread> clients = load(new Stage(sandbox), acknowledged, enough);
            narrator.sends(CLIENTS + " clients submit messages on port " + ports.submission());
            boolean came = enough.await(60, TimeUnit.SECONDS);
            narrator.sends("kill -9 " + process.pid());
            process.destroyForcibly().waitFor();
            for (Thread client : clients) {
                client.join(30_000);
            }
            narrator.gets(acknowledged.size() + " messages were answered 250 before the kill");
            narrator.holds(came, "the load had begun");

            process = start(directory, ports, narrator);
            MailClient reader = new Stage(sandbox).client(sandbox.account("secretariat.cardio", "Sophie Leroy"));
            Map<String, Integer> found = new HashMap<>();
            reader.subjects().forEach(subject -> found.merge(subject, 1, Integer::sum));
            List<String> missing = new ArrayList<>(acknowledged);
            missing.removeAll(found.keySet());
            long twice = found.values().stream().filter(times -> times > 1).count();
            narrator.gets("IMAP " + ports.imap() + ": " + found.size() + " messages after the restart");
            narrator.holds(missing.isEmpty(), "nothing acknowledged is missing" + few(missing));
            narrator.holds(twice == 0, "nothing is there twice");
            process.destroy();
            narrator.holds(
                    process.waitFor(40, TimeUnit.SECONDS) && process.exitValue() == 0,
                    "SIGTERM stops it cleanly, exit 0");
        } finally {
            if (process != null && process.isAlive()) {
                process.destroyForcibly().waitFor();
            }
            Sandbox.erase(directory);
        }
    }

    private static String few(List<String> missing) {
        return missing.isEmpty() ? "" : ": " + missing.size() + " are, such as " + missing.get(0);
    }

    private static Ports freePorts() throws Narrator.StepFailed {
        for (int tries = 0; tries < 100; tries++) {
            Ports ports = new Ports(ThreadLocalRandom.current().nextInt(32_000, 60_000));
            if (ports.taken(Cast.PEERS.size()).isEmpty()) {
                return ports;
            }
        }
        throw new Narrator.StepFailed("no free ports for a second sandbox");
    }

    private static Process start(Path directory, Ports ports, Narrator narrator) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "fr.mssgw.app.Main",
                "sandbox",
                "--data",
                directory.toString(),
                "--port-base",
                String.valueOf(ports.base()));
        narrator.sends("gateway sandbox --data " + directory + " --port-base " + ports.base());
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CountDownLatch ready = new CountDownLatch(1);
        List<String> said = java.util.Collections.synchronizedList(new ArrayList<>());
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            said.add(line);
                            if (line.equals("sandbox ready")) {
                                ready.countDown();
                            }
                        }
                    } catch (IOException killed) {
                        // the process is gone, and its output with it
                    } finally {
                        ready.countDown();
                    }
                },
                "second-sandbox");
        reader.setDaemon(true);
        reader.start();
        boolean came = ready.await(START_SECONDS, TimeUnit.SECONDS);
        if (!came || !process.isAlive() || !said.contains("sandbox ready")) {
            process.destroyForcibly();
            throw new Narrator.StepFailed(
                    "the second sandbox did not start: " + (said.isEmpty() ? "" : said.get(said.size() - 1)));
        }
        narrator.gets("sandbox ready after %.1f s".formatted((System.nanoTime() - begin) / 1e9));
        return process;
    }

    private static List<Thread> load(Stage stage, Set<String> acknowledged, CountDownLatch enough) {
        List<Thread> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            int client = number;
            Thread thread = new Thread(
                    () -> {
                        try {
                            submitUntilKilled(stage, client, acknowledged, enough);
                        } catch (MessagingException killed) {
                            // expected: the server goes away in the middle
                        }
                    },
                    "load-" + number);
            thread.setDaemon(true);
            thread.start();
            clients.add(thread);
        }
        return clients;
    }

    private static void submitUntilKilled(Stage stage, int client, Set<String> acknowledged, CountDownLatch enough)
            throws MessagingException {
        MailClient claire = stage.client(stage.claire());
        String to = stage.sandbox().account("secretariat.cardio", null).bal();
        try (SMTPTransport transport = claire.connect()) {
            for (int number = 0; number < 100_000; number++) {
                String subject = stage.subject("charge " + client + "-" + number);
                if (MailClient.submit(transport, claire.compose(to, subject, "x".repeat(60) + "\n"))
                        .accepted()) {
                    acknowledged.add(subject);
                    enough.countDown();
                }
            }
        }
    }
}

package fr.mssgw.bench;

import fr.mssgw.certs.Pem;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.Ports;
import fr.mssgw.sandbox.Sandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.pki.DemoTls;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.imap.IMAPFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A mixed load for some minutes, and what the gateway holds before and after it. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "Submissions, patients who answer, clients that poll and idle: heap, threads, files, database.")
public final class Soak implements Callable<Integer> {
    private static final long PACE_MS = 200;
    private static final int KEPT = 50;
    private static final String COLLEAGUE = "equipe.de.garde@" + Cast.LISTED.domain();

    @Option(names = "--minutes", description = "length, 1 to 600 (default: ${DEFAULT-VALUE})")
    private int minutes = 10;

    @Option(names = "--idle", description = "idling clients, 0 to 50 (default: ${DEFAULT-VALUE})")
    private int idle = 8;

    private final AtomicInteger submitted = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger polled = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean over;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    private interface Work {
        void run() throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        if (minutes < 1 || minutes > 600 || idle < 0 || idle > 50) {
            System.err.println("out of bounds: see --help");
            return 2;
        }
        Path directory = Files.createTempDirectory("soak");
        Ports ports = KillableGateway.freePorts();
        KillableGateway gateway = new KillableGateway(ports.admin(), directory.resolveSibling(directory + ".log"));
        try (Sandbox sandbox = Sandbox.start(directory, ports, false, gateway, step -> {})) {
            List<Thread> threads = start(sandbox.file(), Target.ofSandbox(directory, null));
            Thread.sleep(30_000);
            Footprint before = Footprint.of(gateway.pid(), directory.resolve("data"));
            long end = System.nanoTime() + minutes * 60_000_000_000L;
            while (System.nanoTime() < end && failure.get() == null) {
                Thread.sleep(500);
            }
            Footprint after = Footprint.of(gateway.pid(), directory.resolve("data"));
            over = true;
            for (Thread thread : threads) {
                thread.join(5_000);
            }
            return report(before, after);
        } finally {
            Sandbox.erase(directory);
        }
    }

    private int report(Footprint before, Footprint after) {
        System.out.println("| | after 30 s | at the end |");
        System.out.println("|---|---|---|");
        row("heap after a collection, kB", before.heapKilobytes(), after.heapKilobytes());
        row("resident, kB", before.residentKilobytes(), after.residentKilobytes());
        row("threads", before.threads(), after.threads());
        row("file descriptors", before.fileDescriptors(), after.fileDescriptors());
        row("database files, kB", before.databaseKilobytes(), after.databaseKilobytes());
        System.out.printf(
                "%n%d submitted, %d answers of patients, %d polls, %d events while idling, %d minutes%n",
                submitted.get(), answered.get(), polled.get(), told.get(), minutes);
        Exception failed = failure.get();
        if (failed != null) {
            System.out.println("a client failed: " + failed);
        }
        return failed == null ? 0 : 1;
    }

    private static void row(String what, long before, long after) {
        System.out.printf(Locale.ROOT, "| %s | %d | %d |%n", what, before, after);
    }

    private List<Thread> start(SandboxFile sandbox, Target target) {
        String claire = sandbox.account("claire.martin", null).bal();
        String team = sandbox.account("secretariat.cardio", null).bal();
        String patient = sandbox.patient("open", 0).address();
        List<Thread> threads = new ArrayList<>();
        threads.add(go("submits", () -> submit(target, claire, List.of(team, patient, COLLEAGUE, team, patient))));
        threads.add(go("answers", () -> answer(sandbox, patient, claire)));
        threads.add(go("tidies", () -> tidy(target, claire)));
        threads.add(go("tidies-too", () -> tidy(target, team)));
        for (int i = 0; i < idle; i++) {
            String bal = i % 2 == 0 ? claire : team;
            threads.add(go("idles-" + i, () -> idle(target, bal)));
        }
        return threads;
    }

    private Thread go(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        if (!over) {
                            failure.compareAndSet(null, e);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void submit(Target target, String from, List<String> to) throws IOException, InterruptedException {
        try (SubmissionClient client =
                new SubmissionClient(target.submissionPort(), target.tls(), from, target.passwordOf(from))) {
            for (int i = 0; !over; i++) {
                String recipient = to.get(i % to.size());
                client.send(
                        from,
                        recipient,
                        TestMail.of(from, recipient, "endurance " + i, i % 10 == 0 ? 300_000 : 10_240));
                submitted.incrementAndGet();
                Thread.sleep(PACE_MS);
            }
        }
    }

    /** Each answer in a session of its own, as Mon espace santé hands mail in. */
    private void answer(SandboxFile sandbox, String patient, String to) throws IOException, InterruptedException {
        SandboxFile.Mes mes = sandbox.mes();
        SSLContext tls = DemoTls.context(
                PeerSender.identity(mes.certificate(), mes.key()),
                Pem.certificates(Path.of(sandbox.operator().ca())).get(0));
        while (submitted.get() < 5 && !over) { // the professional writes first
            Thread.sleep(PACE_MS);
        }
        for (int i = 0; !over; i++) {
            SmtpDialogue.Outcome outcome = SmtpDialogue.send(
                    sandbox.operator().host(),
                    sandbox.operator().ports().mx(),
                    "mx.patient.mssante.fr",
                    tls,
                    patient,
                    List.of(to),
                    TestMail.of(patient, to, "reponse " + i, 5_000));
            if (!outcome.accepted()) {
                throw new IOException("a patient's answer: " + outcome.decisive());
            }
            answered.incrementAndGet();
            Thread.sleep(3 * PACE_MS);
        }
    }

    /** Polls, reads the newest and deletes all but the last few, in a session a time. */
    private void tidy(Target target, String bal) throws Exception {
        while (!over) {
            try (Store store = target.open(bal)) {
                Folder inbox = store.getFolder("INBOX");
                inbox.open(Folder.READ_WRITE);
                int count = inbox.getMessageCount();
                if (count > 0) {
                    Message newest = inbox.getMessage(count);
                    newest.getSubject();
                    newest.getInputStream().readAllBytes();
                }
                if (count > KEPT) {
                    inbox.setFlags(1, count - KEPT, new Flags(Flags.Flag.DELETED), true);
                }
                inbox.close(true);
            }
            polled.incrementAndGet();
            Thread.sleep(5 * PACE_MS);
        }
    }

    private void idle(Target target, String bal) throws MessagingException {
        try (Store store = target.open(bal)) {
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            while (!over) {
                inbox.idle(true);
                told.incrementAndGet();
            }
        }
    }
}

package fr.mssgw.sandbox;

import fr.mssgw.app.Gateway;
import fr.mssgw.app.LogFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway sandbox} (docs/contract.md §1). */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description =
                "Runs everything on this machine: keys, the gateway, a simulated Mon espace santé with its page, "
                        + "simulated operators and a simulated Pro Santé Connect. Ctrl-C stops it; a later start finds all mail.")
public final class SandboxCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 30;

    @Option(names = "--data", paramLabel = "DIR", description = "where it lives (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".sandbox");

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description = "added to every well-known port (default: ${DEFAULT-VALUE}: IMAP on 2143 and so on)")
    private int portBase = Ports.DEFAULT_BASE;

    @Option(names = "--fresh", description = "forget the mail, the keys and the settings of earlier runs")
    private boolean fresh;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Ports ports;
        try {
            ports = new Ports(portBase);
        } catch (IllegalArgumentException e) {
            err.println("gateway: " + e.getMessage());
            return 2;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        stopOnSignal(Thread.currentThread(), stopped);
        long begin = System.nanoTime();
        try (Sandbox sandbox = Sandbox.start(data, ports, fresh, Gateway::start, new Sandbox.Observer() {
            @Override
            public void prepared(Path log) {
                LogFile.in(log);
            }

            @Override
            public void done(String step) {
                out.println("%6.1f s  %s".formatted((System.nanoTime() - begin) / 1e9, step));
                out.flush();
            }
        })) {
            table(out, sandbox.file(), data.toAbsolutePath().normalize());
            out.println("sandbox ready");
            out.flush();
            new CountDownLatch(1).await();
        } catch (Sandbox.CannotStart e) {
            if (!(e.getCause() instanceof InterruptedException)) {
                err.println("gateway: " + e.getMessage());
                return 1;
            }
        } catch (InterruptedException stop) {
            out.println("sandbox stopped");
            out.flush();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** A signal ends the JVM with 128 and its number; whoever stopped a sandbox on purpose wants 0. */
    private static void stopOnSignal(Thread main, CountDownLatch stopped) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (stopped.getCount() == 0) {
                                return;
                            }
                            main.interrupt();
                            boolean clean = false;
                            try {
                                clean = stopped.await(STOP_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            Runtime.getRuntime().halt(clean ? 0 : 1);
                        },
                        "stop"));
    }

    private static void table(PrintWriter out, SandboxFile file, Path directory) {
        SandboxFile.OperatorPorts ports = file.operator().ports();
        out.println();
        out.println("Connect a mail client (login: the BAL's address; trust "
                + file.operator().ca() + "):");
        out.println("  IMAP  localhost:" + ports.imaps() + " TLS, or " + ports.imap() + " STARTTLS");
        out.println("  SMTP  localhost:" + ports.submissions() + " TLS, or " + ports.submission() + " STARTTLS");
        out.println();
        out.println("  %-36s %-15s %-13s %s".formatted("BAL", "type", "person", "password"));
        for (SandboxFile.Account account : file.accounts()) {
            out.println("  %-36s %-15s %-13s %s"
                    .formatted(
                            account.bal(),
                            account.type(),
                            account.person() == null ? "-" : account.person(),
                            account.password() == null ? "certificate " + account.certificate() : account.password()));
        }
        out.println();
        line(out, "Patients' page and API", file.mes().portal());
        line(out, "Mon espace santé, SMTP", "127.0.0.1:" + file.mes().smtp());
        line(out, "Other operators hand in at", "127.0.0.1:" + ports.mx());
        line(out, "Pro Santé Connect token", file.psc().token());
        line(out, "Health and metrics", "http://127.0.0.1:" + ports.admin() + "/health, /metrics");
        line(out, "Configuration", file.operator().config());
        line(out, "Logs", file.operator().log());
        line(out, "All of this for scripts", directory.resolve(SandboxFile.NAME).toString());
        out.println();
    }

    private static void line(PrintWriter out, String label, String value) {
        out.println(String.format(Locale.ROOT, "  %-27s %s", label, value));
    }
}

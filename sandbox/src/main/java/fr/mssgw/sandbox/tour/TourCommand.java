package fr.mssgw.sandbox.tour;

import fr.mssgw.app.Gateway;
import fr.mssgw.app.LogFile;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.Ports;
import fr.mssgw.sandbox.Sandbox;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway tour} (docs/contract.md §1 and §5). */
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        description =
                "Plays the main story against a sandbox, with real SMTP and IMAP clients: the one that runs on DIR, "
                        + "or one that it starts and stops itself. Exit 0 only if every step held.")
public final class TourCommand implements Callable<Integer> {
    @Option(
            names = "--sandbox",
            paramLabel = "DIR",
            description = "the sandbox's directory (default: ${DEFAULT-VALUE})")
    private Path directory = Path.of(".sandbox");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Narrator narrator = new Narrator(spec.commandLine().getOut());
        Optional<SandboxFile> running = running();
        if (running.isPresent()) {
            narrator.line("The sandbox of " + directory.toAbsolutePath().normalize() + " is running.");
            return tell(running.get(), narrator);
        }
        narrator.line("No sandbox answers in " + directory.toAbsolutePath().normalize() + "; starting one.");
        try (Sandbox own = Sandbox.start(directory, ports(), false, Gateway::start, new Sandbox.Observer() {
            @Override
            public void prepared(Path log) {
                LogFile.in(log);
            }

            @Override
            public void done(String step) {
                narrator.line("    " + step);
            }
        })) {
            return tell(own.file(), narrator);
        } catch (Sandbox.CannotStart e) {
            spec.commandLine().getErr().println("gateway: " + e.getMessage());
            return 1;
        }
    }

    private static Ports ports() {
        Ports usual = new Ports(Ports.DEFAULT_BASE);
        for (int base = 3000; usual.taken(Cast.PEERS.size()).isPresent() && base < 12_000; base += 1000) {
            usual = new Ports(base);
        }
        return usual;
    }

    /** The sandbox that runs on the directory: its file is there and its gateway greets. */
    private Optional<SandboxFile> running() {
        if (!Files.exists(directory.resolve(SandboxFile.NAME))) {
            return Optional.empty();
        }
        try {
            SandboxFile file = SandboxFile.read(directory);
            try (SmtpDialogue greeting = SmtpDialogue.connect(
                    file.operator().host(), file.operator().ports().mx())) {
                return greeting.read("greeting").code() == 220 ? Optional.of(file) : Optional.empty();
            }
        } catch (IOException notRunning) {
            return Optional.empty();
        }
    }

    private static int tell(SandboxFile file, Narrator narrator) {
        long begin = System.nanoTime();
        List<Integer> failed = Story.play(Story.STEPS, new Stage(file), narrator);
        narrator.line("");
        narrator.line(
                failed.isEmpty()
                        ? "All %d steps held, in %.0f s."
                                .formatted(Story.STEPS.size(), (System.nanoTime() - begin) / 1e9)
                        : "%d of %d steps did not hold: %s".formatted(failed.size(), Story.STEPS.size(), failed));
        return failed.isEmpty() ? 0 : 1;
    }
}

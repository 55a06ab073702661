package fr.mssgw.sandbox.tour;

import fr.mssgw.certs.Pem;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.pki.DemoTls;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Where the story plays: a running sandbox and the clients of its actors. Subjects are unique to one run. */
public final class Stage {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private final SandboxFile sandbox;
    private final String tag = Long.toString(System.currentTimeMillis(), 36).toUpperCase(java.util.Locale.ROOT);
    private final X509Certificate root;
    private final Map<String, String> notes = new ConcurrentHashMap<>();

    public Stage(SandboxFile sandbox) {
        this.sandbox = sandbox;
        this.root = Pem.certificates(Path.of(sandbox.operator().ca())).get(0);
    }

    SandboxFile sandbox() {
        return sandbox;
    }

    X509Certificate root() {
        return root;
    }

    /** A subject that no other run has. */
    String subject(String text) {
        return text + " [" + tag + "]";
    }

    MesClient mes() {
        return new MesClient(sandbox.mes().portal());
    }

    /** The client of a person at a BAL, by password. */
    MailClient client(SandboxFile.Account account) {
        return new MailClient(sandbox.operator(), account, DemoTls.context(null, root));
    }

    /** The client of a software, by certificate. */
    MailClient software(SandboxFile.Account account) {
        Properties external = new Properties();
        external.setProperty("mail.smtp.sasl.enable", "true");
        external.setProperty("mail.smtp.sasl.mechanisms", "EXTERNAL");
        return new MailClient(
                sandbox.operator(),
                account,
                DemoTls.context(PeerSender.identity(account.certificate(), account.key()), root),
                external);
    }

    SandboxFile.Account claire() {
        return sandbox.account("claire.martin", null);
    }

    SandboxFile.Patient patient() {
        return sandbox.patient("open", 0);
    }

    /** What one step leaves for a later one. */
    void note(String name, String value) {
        notes.put(name, value);
    }

    String noted(String name) throws Narrator.StepFailed {
        String value = notes.get(name);
        if (value == null) {
            throw new Narrator.StepFailed("an earlier step, which this one goes on from, did not hold");
        }
        return value;
    }

    /** Asks again and again until there is an answer. */
    static <T> T await(String what, Callable<java.util.Optional<T>> question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            java.util.Optional<T> answer = question.call();
            if (answer.isPresent()) {
                return answer.get();
            }
            Thread.sleep(150);
        }
        throw new Narrator.StepFailed(what + " did not come within " + PATIENCE.toSeconds() + " s");
    }
}

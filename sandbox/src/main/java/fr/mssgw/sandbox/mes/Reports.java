package fr.mssgw.sandbox.mes;

import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what Mon espace santé writes by itself, with the null sender (RFC 5321 §4.5.5): returned messages and read
 * receipts, each at its time by the given clock, tried again while the gateway does not answer. What waits is forgotten
 * when the sandbox stops. Thread-safe.
 */
final class Reports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final int MOST_TRIES = 40;
    private static final int MOST_WAITING = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration TICK = Duration.ofMillis(200);

    /** Told what the gateway said in the end: the reply, or why there is none. */
    @FunctionalInterface
    interface Told {
        void outcome(boolean accepted, String reply);
    }

    /** A report that waits. */
    private record Waiting(String to, byte[] report, Instant due, long notBeforeNanos, int tries, Told told) {}

    private final String helo;
    private final int mx;
    private final SSLContext tls;
    private final InstantSource clock;
    private final List<Waiting> waiting = new ArrayList<>();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mes-reports");
        thread.setDaemon(true);
        return thread;
    });

    Reports(String helo, int mx, SSLContext tls, InstantSource clock) {
        this.helo = helo;
        this.mx = mx;
        this.tls = tls;
        this.clock = clock;
        sender.scheduleWithFixedDelay(this::sendDue, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends a report after this time has passed. */
    void send(String to, byte[] report, Duration after, Told told) {
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING) {
                LOG.warn("{} reports wait already, one to {} is dropped", MOST_WAITING, to);
                told.outcome(false, "trop de comptes rendus en attente");
                return;
            }
            waiting.add(new Waiting(to, report, clock.instant().plus(after), System.nanoTime(), 1, told));
        }
    }

    private void sendDue() {
        List<Waiting> due = new ArrayList<>();
        Instant now = clock.instant();
        synchronized (waiting) {
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                Waiting one = all.next();
                if (!one.due().isAfter(now) && System.nanoTime() - one.notBeforeNanos() >= 0) {
                    due.add(one);
                    all.remove();
                }
            }
        }
        due.forEach(this::send);
    }

    private void send(Waiting one) {
        String answer;
        try {
            SmtpDialogue.Outcome outcome =
                    SmtpDialogue.send("127.0.0.1", mx, helo, tls, "", List.of(one.to()), one.report());
            answer = outcome.decisive().toString();
            if (outcome.accepted() || outcome.decisive().code() >= 500) {
                LOG.info("report to {}: {}", one.to(), answer);
                one.told().outcome(outcome.accepted(), answer);
                return;
            }
        } catch (IOException e) {
            answer = String.valueOf(e.getMessage());
        }
        if (one.tries() < MOST_TRIES) {
            synchronized (waiting) {
                waiting.add(new Waiting(
                        one.to(),
                        one.report(),
                        one.due(),
                        System.nanoTime() + PAUSE.toNanos(),
                        one.tries() + 1,
                        one.told()));
            }
        } else {
            LOG.warn("report to {} given up: {}", one.to(), answer);
            one.told().outcome(false, answer);
        }
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}

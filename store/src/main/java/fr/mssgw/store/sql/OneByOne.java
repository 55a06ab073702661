package fr.mssgw.store.sql;

import fr.mssgw.core.port.StoreUnavailable;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;

/**
 * The policy of all periodic rounds for what fails: it keeps nothing else from its turn. It is logged and left alone for a
 * while, so that a round every few seconds does not fill the log with it. A database that is away ends the round, since
 * nothing else would succeed and each try would wait for it. Thread-safe.
 */
public final class OneByOne {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final BooleanSupplier answers;
    private final Logger log;
    private final long pause;
    private final Map<Object, Long> failed = new ConcurrentHashMap<>();

    /** @param answers whether the database does at present */
    public OneByOne(BooleanSupplier answers, Logger log) {
        this(answers, log, PAUSE);
    }

    /** @param pause for how long what failed is left alone */
    public OneByOne(BooleanSupplier answers, Logger log, Duration pause) {
        this.answers = answers;
        this.log = log;
        this.pause = pause.toNanos();
    }

    /**
     * Does the work for one after the other, as long as the thread is not interrupted.
     *
     * @param key by which one that failed is known again
     * @param otherwise what the log says where it fails, without personal data
     * @throws StoreUnavailable when the database is away
     */
    public <T> void each(
            Collection<? extends T> all, Function<? super T, ?> key, String otherwise, Consumer<? super T> work) {
        for (T one : all) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            run(key.apply(one), otherwise, () -> work.accept(one));
        }
    }

    /** The same for a single piece of work. */
    public void run(Object key, String otherwise, Runnable work) {
        Long before = failed.get(key);
        if (before != null && System.nanoTime() - before < pause) {
            return;
        }
        try {
            work.run();
            failed.remove(key);
        } catch (StoreUnavailable e) {
            if (!answers.getAsBoolean()) {
                throw e;
            }
            fails(key, otherwise, e);
        } catch (RuntimeException | Error e) {
            fails(key, otherwise, e);
        }
    }

    private void fails(Object key, String otherwise, Throwable e) {
        failed.put(key, System.nanoTime());
        log.error("{}, a later round tries again", otherwise, e);
    }

    /** The keys of what failed a short while ago. */
    public Set<Object> postponed() {
        long now = System.nanoTime();
        failed.values().removeIf(at -> now - at >= pause);
        return Set.copyOf(failed.keySet());
    }
}

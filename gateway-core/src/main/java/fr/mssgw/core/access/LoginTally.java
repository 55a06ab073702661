package fr.mssgw.core.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong credentials per key, minute by minute, and says for which keys there were too many within
 * {@link LoginThrottle#WINDOW}. Such a key stays marked for as long, and then begins at nought. What is held per key does
 * not grow with the count; beyond the most keys, the one whose last mistake is the oldest is forgotten. Not thread-safe.
 */
final class LoginTally<K> {
    private static final int MINUTES = Math.toIntExact(LoginThrottle.WINDOW.toMinutes());

    /** A key that is marked, and until when. */
    record Marked<K>(K key, Instant until) {}

    private static final class Count {
        private final int[] perMinute = new int[MINUTES];
        private long minute;
        private Optional<Instant> markedUntil = Optional.empty();

        int add(Instant now) {
            long current = now.getEpochSecond() / 60;
            // a clock that was set back counts in the minute that was the newest
            for (long passed = Math.max(minute + 1, current - MINUTES + 1); passed <= current; passed++) {
                perMinute[(int) (passed % MINUTES)] = 0;
            }
            minute = Math.max(minute, current);
            perMinute[(int) (minute % MINUTES)]++;
            int sum = 0;
            for (int count : perMinute) {
                sum += count;
            }
            return sum;
        }

        boolean isOver(Instant now) {
            return markedUntil.map(until -> !now.isBefore(until)).orElse(now.getEpochSecond() / 60 - minute >= MINUTES);
        }
    }

    private final int limit;
    private final int mostKeys;
    // in the order of the last mistake
    private final Map<K, Count> counts = new LinkedHashMap<>();

    LoginTally(int limit, int mostKeys) {
        this.limit = limit;
        this.mostKeys = mostKeys;
    }

    boolean isMarked(K key, Instant now) {
        return markedUntil(key, now).isPresent();
    }

    private Optional<Instant> markedUntil(K key, Instant now) {
        return Optional.ofNullable(counts.get(key))
                .flatMap(count -> count.markedUntil)
                .filter(now::isBefore);
    }

    /** One more mistake; does nothing for a key that is marked. @return whether the key is marked by it */
    boolean add(K key, Instant now) {
        if (isMarked(key, now)) {
            return false;
        }
        Count before = counts.remove(key);
        Count count = before == null || before.isOver(now) ? new Count() : before;
        boolean tooMany = count.add(now) >= limit;
        if (tooMany) {
            count.markedUntil = Optional.of(now.plus(LoginThrottle.WINDOW));
        }
        counts.put(key, count);
        prune(now);
        return tooMany;
    }

    List<Marked<K>> marked(Instant now) {
        List<Marked<K>> marked = new ArrayList<>();
        counts.keySet().forEach(key -> markedUntil(key, now).ifPresent(until -> marked.add(new Marked<>(key, until))));
        return marked;
    }

    /** Begins at nought again. */
    void forget(K key) {
        counts.remove(key);
    }

    int keys() {
        return counts.size();
    }

    private void prune(Instant now) {
        var oldestFirst = counts.values().iterator();
        while (oldestFirst.hasNext()) {
            boolean over = oldestFirst.next().isOver(now);
            if (!over && counts.size() <= mostKeys) {
                return;
            }
            oldestFirst.remove();
        }
    }
}

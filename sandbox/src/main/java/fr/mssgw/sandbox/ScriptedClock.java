package fr.mssgw.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;

/**
 * The clock of the demonstration's services: the real one, moved forward by a script. How far is kept in a file, so that
 * no start takes the time back. Thread-safe.
 */
public final class ScriptedClock implements InstantSource {
    /** More than any story needs; certificates do not follow this clock, people's patience does. */
    private static final Duration FARTHEST = Duration.ofDays(3_650);

    private final Path file;
    private final InstantSource real;
    private volatile Duration ahead;

    private ScriptedClock(Path file, InstantSource real, Duration ahead) {
        this.file = file;
        this.real = real;
        this.ahead = ahead;
    }

    /** @param file where the way ahead of the real clock is kept, as an ISO 8601 duration; none yet is none ahead */
    static ScriptedClock open(Path file, InstantSource real) throws IOException {
        if (!Files.exists(file)) {
            return new ScriptedClock(file, real, Duration.ZERO);
        }
        try {
            return new ScriptedClock(
                    file, real, Duration.parse(Files.readString(file).strip()));
        } catch (DateTimeParseException e) {
            throw new IOException(file + " does not hold a duration such as PT3H; remove it", e);
        }
    }

    @Override
    public Instant instant() {
        return real.instant().plus(ahead);
    }

    Duration ahead() {
        return ahead;
    }

    /**
     * Moves it forward.
     *
     * @throws IllegalArgumentException for a way back, or too far ahead
     */
    synchronized Instant advance(Duration way) throws IOException {
        if (way.isNegative() || way.compareTo(FARTHEST) > 0 || ahead.plus(way).compareTo(FARTHEST) > 0) {
            throw new IllegalArgumentException("the clock goes forward, by at most " + FARTHEST.toDays() + " days");
        }
        Duration next = ahead.plus(way);
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.write(half, (next + "\n").getBytes(StandardCharsets.US_ASCII));
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        ahead = next;
        return instant();
    }
}

package fr.mssgw.config;

import java.time.Duration;
import java.util.List;

/** @param retry waits between attempts; the last one repeats until {@code expireAfter} */
public record QueueConfig(List<Duration> retry, Duration warnAfter, Duration expireAfter, int workers) {

    static final QueueConfig DEFAULT = new QueueConfig(
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofHours(4)),
            Duration.ofHours(4),
            Duration.ofHours(48),
            4);

    static Field<QueueConfig> read(Section section) {
        Field<List<Duration>> retry = section.list("retry", Forms.DURATION_TEXT, DEFAULT.retry());
        Field<Duration> warn = section.optional("warn-after", Forms.DURATION_TEXT, DEFAULT.warnAfter());
        Field<Duration> expire = section.optional("expire-after", Forms.DURATION_TEXT, DEFAULT.expireAfter());
        Field<Integer> workers = section.optional("workers", Forms.wholeNumber(1, 64), DEFAULT.workers());
        return section.check(() -> new QueueConfig(retry.value(), warn.value(), expire.value(), workers.value()));
    }
}

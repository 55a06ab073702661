package fr.mssgw.core.identity;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When a team is there: spans of each day of the week, days on which it is closed all the same, the zone of its clock.
 * Immutable.
 *
 * @param week without a day, or with an empty list: closed on that day
 * @param closed single days
 * @param closedOnHolidays whether the public holidays of the whole country are closed ({@link FrenchHolidays})
 */
public record OpeningHours(
        Map<DayOfWeek, List<Span>> week, Set<LocalDate> closed, boolean closedOnHolidays, ZoneId zone) {
    /** Far enough to pass any holidays; whoever opens less often than that is not waited for. */
    private static final int DAYS_AHEAD = 400;

    private static final int MINUTES_A_DAY = 24 * 60;

    /**
     * From one time of a day to a later one, in minutes after midnight by the clock on the wall.
     *
     * @param to up to 1440, the end of the day
     */
    public record Span(int from, int to) {
        public Span {
            if (from < 0 || to > MINUTES_A_DAY || from >= to) {
                throw new IllegalArgumentException("a span begins before it ends, within one day");
            }
        }

        private Instant begin(LocalDate day, ZoneId zone) {
            return at(day, from, zone);
        }

        private Instant end(LocalDate day, ZoneId zone) {
            return at(day, to, zone);
        }

        private static Instant at(LocalDate day, int minutes, ZoneId zone) {
            return minutes == MINUTES_A_DAY
                    ? day.plusDays(1).atStartOfDay(zone).toInstant()
                    : day.atTime(LocalTime.ofSecondOfDay(minutes * 60L))
                            .atZone(zone)
                            .toInstant();
        }
    }

    public OpeningHours {
        Map<DayOfWeek, List<Span>> checked = new EnumMap<>(DayOfWeek.class);
        week.forEach((day, spans) -> checked.put(day, inOrder(spans)));
        week = java.util.Collections.unmodifiableMap(checked);
        closed = Set.copyOf(closed);
    }

    private static List<Span> inOrder(List<Span> spans) {
        for (int i = 1; i < spans.size(); i++) {
            if (spans.get(i).from() < spans.get(i - 1).to()) {
                throw new IllegalArgumentException("the spans of a day follow one another without overlap");
            }
        }
        return List.copyOf(spans);
    }

    /** The spans of a date, none when it is closed. */
    public List<Span> on(LocalDate day) {
        boolean shut = closed.contains(day)
                || closedOnHolidays && FrenchHolidays.of(day.getYear()).contains(day);
        return shut ? List.of() : week.getOrDefault(day.getDayOfWeek(), List.of());
    }

    public boolean isOpen(Instant at) {
        LocalDate day = at.atZone(zone).toLocalDate();
        return on(day).stream()
                .anyMatch(span -> !at.isBefore(span.begin(day, zone)) && at.isBefore(span.end(day, zone)));
    }

    /** When it is open next: now, if it is. Empty for whoever does not open within a year. */
    public Optional<Instant> nextOpening(Instant from) {
        return elapsed(from, Duration.ZERO);
    }

    /** When so much opening time has passed since {@code from}. Empty when that takes more than a year. */
    public Optional<Instant> elapsed(Instant from, Duration opening) {
        LocalDate day = from.atZone(zone).toLocalDate();
        Duration left = opening;
        for (int ahead = 0; ahead < DAYS_AHEAD; ahead++) {
            for (Span span : on(day.plusDays(ahead))) {
                Instant end = span.end(day.plusDays(ahead), zone);
                if (!end.isAfter(from)) {
                    continue;
                }
                Instant begin = span.begin(day.plusDays(ahead), zone);
                Instant start = begin.isBefore(from) ? from : begin;
                Duration length = Duration.between(start, end);
                // at the very end of a span it is closed already: what is due then is due at the next opening
                if (left.compareTo(length) < 0) {
                    return Optional.of(start.plus(left));
                }
                left = left.minus(length);
            }
        }
        return Optional.empty();
    }

    /** The week in French, a line a day, from Monday. */
    public List<String> inFrench() {
        List<String> lines = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            List<Span> spans = week.getOrDefault(day, List.of());
            String times = spans.isEmpty()
                    ? "fermé"
                    : String.join(
                            ", ",
                            spans.stream()
                                    .map(span -> hour(span.from()) + " – " + hour(span.to()))
                                    .toList());
            lines.add(FrenchDates.name(day) + " : " + times);
        }
        return lines;
    }

    private static String hour(int minutes) {
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " %02d".formatted(minutes % 60));
    }
}

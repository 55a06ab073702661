package fr.mssgw.config;

import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.OpeningHours.Span;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code opening-hours}: the times of each day, days and holidays on which it is closed, the time zone. */
final class OpeningHoursConfig {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,2}):(\\d{2})-(\\d{1,2}):(\\d{2})");

    private enum Holidays {
        CLOSED,
        OPEN
    }

    private static final Form<List<Span>> TIMES = new Form<>(
            OpeningHoursConfig::times, "times such as \"08:30-12:30,14:00-19:30\", in quotes and in order, or closed");
    static final Form<LocalDate> DATE = new Form<>(OpeningHoursConfig::date, "a date such as 2026-12-24");
    private static final Form<ZoneId> ZONE = new Form<>(
            text -> {
                if (!ZoneId.getAvailableZoneIds().contains(text)) {
                    throw new IllegalArgumentException();
                }
                return ZoneId.of(text);
            },
            "a time zone such as Europe/Paris or Indian/Reunion");

    private OpeningHoursConfig() {}

    static Field<Optional<OpeningHours>> read(Section section) {
        Map<DayOfWeek, Field<List<Span>>> days = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            days.put(day, section.optional(day.name().toLowerCase(Locale.ROOT), TIMES, List.of()));
        }
        Field<List<LocalDate>> closed = section.list("closed", DATE, List.of());
        Field<Holidays> holidays = section.optional("public-holidays", Forms.oneOf(Holidays.class), Holidays.CLOSED);
        Field<ZoneId> zone = section.optional("time-zone", ZONE, ZoneId.of("Europe/Paris"));
        boolean read = days.values().stream().allMatch(day -> day.ifRead().isPresent());
        if (read && days.values().stream().allMatch(day -> day.value().isEmpty())) {
            section.problem("monday", "no day is open; write the times of at least one");
        }
        return section.check(() -> {
            Map<DayOfWeek, List<Span>> week = new EnumMap<>(DayOfWeek.class);
            days.forEach((day, spans) -> week.put(day, spans.value()));
            return Optional.of(new OpeningHours(
                    week, Set.copyOf(closed.value()), holidays.value() == Holidays.CLOSED, zone.value()));
        });
    }

    private static List<Span> times(String text) {
        if (text.equals("closed")) {
            return List.of();
        }
        List<Span> spans = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher times = SPAN.matcher(part.strip());
            if (!times.matches()) {
                throw new IllegalArgumentException();
            }
            Span span = new Span(minutes(times.group(1), times.group(2)), minutes(times.group(3), times.group(4)));
            if (!spans.isEmpty() && span.from() < spans.get(spans.size() - 1).to()) {
                throw new IllegalArgumentException();
            }
            spans.add(span);
        }
        return spans;
    }

    private static int minutes(String hour, String minute) {
        if (Integer.parseInt(minute) > 59) {
            throw new IllegalArgumentException();
        }
        return Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

package fr.mssgw.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.identity.OpeningHours.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningHoursTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final OpeningHours SHOP = shop(Set.of(LocalDate.of(2026, 11, 24)));

    /** 8:30–12:30 and 14:00–19:30 from Monday to Friday, 9:00–12:00 on Saturday. */
    private static OpeningHours shop(Set<LocalDate> closed) {
        Map<DayOfWeek, List<Span>> week = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            week.put(day, List.of(new Span(510, 750), new Span(840, 1170)));
        }
        week.put(DayOfWeek.SATURDAY, List.of(new Span(540, 720)));
        week.remove(DayOfWeek.SUNDAY);
        return new OpeningHours(week, closed, true, PARIS);
    }

    private static Instant paris(String local) {
        return LocalDateTime.parse(local).atZone(PARIS).toInstant();
    }

    @ParameterizedTest
    @CsvSource({
        // within a span, over the noon break, over the night, over Sunday, over a closed day
        "2026-11-20T09:00, PT2H, 2026-11-20T11:00",
        "2026-11-20T11:30, PT2H, 2026-11-20T15:00",
        "2026-11-19T18:30, PT2H, 2026-11-20T09:30",
        "2026-11-21T11:00, PT2H, 2026-11-23T09:30",
        "2026-11-22T03:00, PT2H, 2026-11-23T10:30",
        "2026-11-23T19:00, PT2H, 2026-11-25T10:00",
        // exactly at closing time is not open any more
        "2026-11-20T10:30, PT2H, 2026-11-20T14:00",
        // Armistice, Easter Monday, Ascension
        "2026-11-10T19:00, PT1H, 2026-11-12T09:00",
        "2026-04-04T11:30, PT1H, 2026-04-07T09:00",
        "2026-05-13T19:00, PT1H, 2026-05-15T09:00",
        // a whole week
        "2026-11-02T08:30, PT47H30M, 2026-11-07T09:00",
    })
    void onlyOpeningTimeCounts(String from, Duration opening, String due) {
        assertThat(SHOP.elapsed(paris(from), opening)).contains(paris(due));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T08:29, false, 2026-11-20T08:30",
        "2026-11-20T08:30, true, 2026-11-20T08:30",
        "2026-11-20T12:30, false, 2026-11-20T14:00",
        "2026-11-22T12:00, false, 2026-11-23T08:30",
        "2026-11-24T12:00, false, 2026-11-25T08:30",
    })
    void itKnowsWhetherItIsOpenAndWhenItOpens(String at, boolean open, String next) {
        assertThat(SHOP.isOpen(paris(at))).isEqualTo(open);
        assertThat(SHOP.nextOpening(paris(at))).contains(paris(next));
    }

    @Test
    void theNightOfAChangedClockHasItsRealLength() {
        OpeningHours always = new OpeningHours(
                Map.of(DayOfWeek.SATURDAY, List.of(new Span(0, 1440)), DayOfWeek.SUNDAY, List.of(new Span(0, 1440))),
                Set.of(),
                false,
                PARIS);
        // 28/29 March 2026: one hour less
        assertThat(always.elapsed(paris("2026-03-28T23:00"), Duration.ofHours(5)))
                .contains(paris("2026-03-29T05:00"));
    }

    @Test
    void whoNeverOpensIsNotWaitedFor() {
        OpeningHours never = new OpeningHours(Map.of(), Set.of(), true, PARIS);
        assertThat(never.elapsed(paris("2026-11-20T09:00"), Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(never.nextOpening(paris("2026-11-20T09:00"))).isEmpty();
    }

    @Property(tries = 300)
    void opensDuringTheLastMomentAndCountsExactlyTheOpenMinutes(
            @ForAll @LongRange(max = 20_000) long start, @ForAll @IntRange(min = 1, max = 3_000) int minutes) {
        Instant from = paris("2026-11-01T00:00").plus(Duration.ofMinutes(start));
        Instant due = SHOP.elapsed(from, Duration.ofMinutes(minutes)).orElseThrow();
        long open = 0;
        for (Instant at = from; at.isBefore(due); at = at.plus(Duration.ofMinutes(1))) {
            open += SHOP.isOpen(at) ? 1 : 0;
        }
        assertThat(open).isEqualTo(minutes);
        assertThat(SHOP.isOpen(due)).isTrue();
    }

    @Test
    void theWeekIsWrittenForPatients() {
        assertThat(SHOP.inFrench())
                .contains("lundi : 8 h 30 – 12 h 30, 14 h – 19 h 30", "samedi : 9 h – 12 h", "dimanche : fermé");
        assertThat(FrenchDates.dayAndTime(paris("2026-12-01T08:05"), PARIS)).isEqualTo("mardi 1er décembre à 8 h 05");
    }

    @Test
    void spansThatOverlapAreNone() {
        assertThatThrownBy(() -> new OpeningHours(
                        Map.of(DayOfWeek.MONDAY, List.of(new Span(500, 700), new Span(600, 800))),
                        Set.of(),
                        true,
                        PARIS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Span(700, 700)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"2024, 2024-03-31", "2025, 2025-04-20", "2026, 2026-04-05", "2038, 2038-04-25", "2285, 2285-03-22"})
    void easterIsWhereTheCalendarHasIt(int year, LocalDate sunday) {
        assertThat(FrenchHolidays.easter(year)).isEqualTo(sunday);
        assertThat(FrenchHolidays.of(year)).hasSizeBetween(10, 11).contains(sunday.plusDays(1));
    }
}

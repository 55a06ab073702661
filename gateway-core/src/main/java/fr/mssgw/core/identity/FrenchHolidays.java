package fr.mssgw.core.identity;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The public holidays of the whole of France (Code du travail, L. 3133-1). Alsace-Moselle and overseas have more, which
 * an operator names day by day.
 */
public final class FrenchHolidays {
    private static final List<MonthDay> FIXED = List.of(
            MonthDay.of(1, 1),
            MonthDay.of(5, 1),
            MonthDay.of(5, 8),
            MonthDay.of(7, 14),
            MonthDay.of(8, 15),
            MonthDay.of(11, 1),
            MonthDay.of(11, 11),
            MonthDay.of(12, 25));

    private FrenchHolidays() {}

    public static Set<LocalDate> of(int year) {
        Set<LocalDate> days = new HashSet<>();
        FIXED.forEach(day -> days.add(day.atYear(year)));
        LocalDate easter = easter(year);
        days.add(easter.plusDays(1));
        days.add(easter.plusDays(39));
        days.add(easter.plusDays(50));
        return days;
    }

    /** Easter Sunday of the Gregorian calendar, by the anonymous algorithm that Meeus gives. */
    static LocalDate easter(int year) {
        int golden = year % 19;
        int century = year / 100;
        int rest = year % 100;
        int moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
        int week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
        int correction = (golden + 11 * moon + 22 * week) / 451;
        int days = moon + week - 7 * correction + 114;
        return LocalDate.of(year, days / 31, days % 31 + 1);
    }
}

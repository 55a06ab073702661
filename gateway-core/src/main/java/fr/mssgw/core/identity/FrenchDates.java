package fr.mssgw.core.identity;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/** Days and times as people in France write them. */
public final class FrenchDates {
    private FrenchDates() {}

    static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.FRENCH);
    }

    /** Such as « lundi 23 novembre à 8 h 30 ». */
    public static String dayAndTime(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        return name(local.getDayOfWeek()) + " " + local.getDayOfMonth()
                + (local.getDayOfMonth() == 1 ? "er" : "") + " "
                + local.getMonth().getDisplayName(TextStyle.FULL, Locale.FRENCH) + " à " + local.getHour() + " h"
                + (local.getMinute() == 0 ? "" : " %02d".formatted(local.getMinute()));
    }
}

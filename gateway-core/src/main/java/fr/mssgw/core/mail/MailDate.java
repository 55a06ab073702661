package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the date of a Date field (RFC 5322 §3.3) with what is obsolete in it: comments, years of two or three digits, zones
 * by name, seconds and the day of the week left out, one-digit hours.
 */
public final class MailDate {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    /** RFC 5322 §4.3; any other name is a zone that nobody knows, and counts as UTC. */
    private static final Map<String, Integer> ZONES =
            Map.of("edt", -4, "est", -5, "cdt", -5, "cst", -6, "mdt", -6, "mst", -7, "pdt", -7, "pst", -8);

    private MailDate() {}

    /** @param value of the field, unfolded; empty for what is no date */
    public static Optional<OffsetDateTime> parse(String value) {
        Tokens tokens = new Tokens(value);
        String first = tokens.run(",:()");
        if (tokens.take(',')) {
            first = tokens.run(",:()");
        } else if (!first.isEmpty() && Character.isLetter(first.charAt(0))) {
            first = tokens.run(",:()"); // the day of the week without its comma
        }
        int day = number(first, 2);
        String name = Ascii.lower(tokens.run(",:()"));
        int month = name.length() < 3 ? 0 : MONTHS.indexOf(name.substring(0, 3)) + 1;
        int year = year(tokens.run(",:()"));
        int hour = number(tokens.run(",:()"), 2);
        int minute = tokens.take(':') ? number(tokens.run(",:()"), 2) : -1;
        int second = tokens.take(':') ? number(tokens.run(",:()"), 2) : 0;
        if (day < 0 || year < 0 || hour < 0 || minute < 0 || second < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.of(
                    year, month, day, hour, minute, Math.min(second, 59), 0, zone(tokens.run(",:()"))));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static int year(String text) {
        int year = number(text, 4);
        if (year < 0 || text.length() >= 4) {
            return year;
        }
        return text.length() == 2 && year < 50 ? 2000 + year : 1900 + year;
    }

    private static int number(String text, int longest) {
        if (text.isEmpty() || text.length() > longest) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    private static ZoneOffset zone(String text) {
        if (text.length() == 5 && (text.charAt(0) == '+' || text.charAt(0) == '-')) {
            int number = number(text.substring(1), 4);
            int minutes = number / 100 * 60 + number % 100;
            if (number >= 0 && number % 100 < 60 && minutes <= 18 * 60) {
                return ZoneOffset.ofTotalSeconds((text.charAt(0) == '-' ? -60 : 60) * minutes);
            }
        }
        return ZoneOffset.ofHours(ZONES.getOrDefault(Ascii.lower(text), 0));
    }
}

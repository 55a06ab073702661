package fr.mssgw.core.masking;

/** Dates and times as machines write them, and as French people do. */
final class DateShapes {
    private final Reading text;

    DateShapes(Reading text) {
        this.text = text;
    }

    /** Symbols of the date, the time or both that begin there; 0 for none. */
    int at(int i) {
        int compact = compact(i);
        if (compact > 0) {
            return compact;
        }
        int date = date(i);
        int year = date == 0 && isYear(i) && text.digits(i) == 4 ? 4 : 0; // 28 Sep 2026 12:30:45 +0200
        int after = date + year;
        if (after == 0) {
            return colonBefore(i) ? 0 : time(i, true);
        }
        int start = i + after;
        start += text.says(start, ", ")
                ? 2
                : text.at(start) == ' ' || text.at(start) == 't' || text.at(start) == '_' ? 1 : 0;
        int time = start > i + after ? time(start, date == 0) : 0;
        return time > 0 ? start + time - i : date;
    }

    private boolean colonBefore(int i) {
        return text.at(i - 1) == ':' && text.isDigit(i - 2);
    }

    private boolean isYear(int i) {
        return text.digits(i) >= 4 && text.number(i, 4) >= 1900 && text.number(i, 4) < 2100;
    }

    private boolean within(int i, int low, int high) {
        return text.isDigit(i) && text.isDigit(i + 1) && text.number(i, 2) >= low && text.number(i, 2) <= high;
    }

    /** {@code 2026-09-28}, {@code 28/09/2026} and the like. */
    private int date(int i) {
        char sign;
        boolean form;
        if (isYear(i) && text.digits(i) == 4) {
            sign = text.at(i + 4);
            form = month(i + 5) && text.at(i + 7) == sign && day(i + 8);
        } else {
            sign = text.at(i + 2);
            form = text.digits(i) == 2
                    && day(i)
                    && month(i + 3)
                    && text.at(i + 5) == sign
                    && isYear(i + 6)
                    && text.digits(i + 6) == 4;
        }
        boolean before = text.at(i - 1) == sign && text.isDigit(i - 2);
        boolean after = text.isDigit(i + 10) || text.at(i + 10) == sign && text.isDigit(i + 11);
        return form && "-/.".indexOf(sign) >= 0 && !before && !after ? 10 : 0;
    }

    private boolean month(int i) {
        return within(i, 1, 12);
    }

    private boolean day(int i) {
        return within(i, 1, 31);
    }

    /** {@code 12:30:45.123456789+02:00}. @param withSeconds whether hours and minutes alone are not enough */
    private int time(int i, boolean withSeconds) {
        if (text.digits(i) != 2 || !within(i, 0, 24) || text.at(i + 2) != ':' || !within(i + 3, 0, 59)) {
            return 0;
        }
        int end = i + 5;
        boolean seconds = text.at(end) == ':' && within(end + 1, 0, 60);
        if (seconds) {
            end += 3;
            int fraction = text.at(end) == '.' || text.at(end) == ',' ? text.digits(end + 1) : 0;
            end += fraction > 0 && fraction <= 9 ? 1 + fraction : 0;
        }
        boolean goesOn = text.isDigit(end) || text.at(end) == ':' && text.isDigit(end + 1);
        return goesOn || withSeconds && !seconds ? 0 : zone(end) - i;
    }

    private int zone(int end) {
        if (text.at(end) == 'z') {
            return end + 1;
        }
        int sign = text.at(end) == ' ' ? end + 1 : end;
        if (text.at(sign) != '+' && text.at(sign) != '-' || !within(sign + 1, 0, 14)) {
            return end;
        }
        int minutes = text.at(sign + 3) == ':' ? sign + 4 : sign + 3;
        return within(minutes, 0, 59) && !text.isDigit(minutes + 2) ? minutes + 2 : end;
    }

    /** {@code 20260928}, {@code 202609281230}, {@code 20260928123045}, {@code 20260928123045123}, {@code 20260928-123045}. */
    private int compact(int i) {
        int digits = text.digits(i);
        if (digits != 8 && digits != 12 && digits != 14 && digits != 17 || !isYear(i) || !month(i + 4) || !day(i + 6)) {
            return 0;
        }
        if (digits == 8) {
            boolean time = "-_ ".indexOf(text.at(i + 8)) >= 0 && text.digits(i + 9) == 6 && clock(i + 9, true);
            return time ? 15 : 8;
        }
        return clock(i + 8, digits > 12) ? digits : 0;
    }

    private boolean clock(int i, boolean seconds) {
        return within(i, 0, 23) && within(i + 2, 0, 59) && (!seconds || within(i + 4, 0, 59));
    }
}

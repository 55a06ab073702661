package fr.mssgw.core.identity;

import java.util.regex.Pattern;

/** A professional's national number: 11 digits (docs/domain.md §2). */
public record Rpps(String number) {
    private static final Pattern FORM = Pattern.compile("\\d{11}");

    public Rpps {
        if (!FORM.matcher(number).matches()) {
            throw new IllegalArgumentException("an RPPS number is 11 digits");
        }
    }

    @Override
    public String toString() {
        return number;
    }
}

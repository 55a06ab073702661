package fr.mssgw.core.identity;

import java.util.regex.Pattern;

/** A French postcode: five digits, overseas and CEDEX ones included. */
public record Postcode(String digits) {
    private static final Pattern FORM = Pattern.compile("\\d{5}");

    public Postcode {
        if (!FORM.matcher(digits).matches()) {
            throw new IllegalArgumentException("a postcode is 5 digits");
        }
    }

    @Override
    public String toString() {
        return digits;
    }
}

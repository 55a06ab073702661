package fr.mssgw.app.command;

import java.util.List;
import java.util.Locale;

/** A number of octets for people to read: {@code 812 octets}, {@code 12.3 KiB}, {@code 2.0 GiB}. */
final class Octets {
    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

    private Octets() {}

    static String read(long octets) {
        if (octets < 1024) {
            return octets + " octets";
        }
        double size = octets;
        String unit = "";
        for (String next : UNITS) {
            // what would be written 1024.0 is 1.0 of the next
            if (size < 1023.95 && !unit.isEmpty()) {
                break;
            }
            size /= 1024;
            unit = next;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, unit);
    }
}

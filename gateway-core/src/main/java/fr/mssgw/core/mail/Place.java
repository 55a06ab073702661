package fr.mssgw.core.mail;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where in a mail something is wrong, for its sender, in French: bounded, and without a word of the mail's content. */
final class Place {
    private static final int LONGEST_PART = 60;
    private static final int LONGEST_NAME = 40;

    private Place() {}

    /** {@code " (partie 2.1, champ Subject)"}; empty for the mail itself where nothing more is known. */
    static String french(String part, String detail) {
        String cut = part.length() > LONGEST_PART ? part.substring(0, LONGEST_PART) + "..." : part;
        String places = Stream.of(cut.isEmpty() ? "" : "partie " + cut, detail)
                .filter(place -> !place.isEmpty())
                .collect(Collectors.joining(", "));
        return places.isEmpty() ? "" : " (" + places + ")";
    }

    /**
     * {@code champ Subject}, from the beginning of a field; empty where none begins there. A name of others than letters and
     * hyphens is not repeated: a digit of it might be one of a matricule.
     */
    static String field(byte[] octets, int start) {
        int end = start;
        while (end < octets.length && end - start < LONGEST_NAME && isOfName(octets[end])) {
            end++;
        }
        return end > start && end < octets.length && octets[end] == ':'
                ? "champ " + new String(octets, start, end - start, StandardCharsets.US_ASCII)
                : "";
    }

    private static boolean isOfName(byte octet) {
        return octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z' || octet == '-';
    }
}

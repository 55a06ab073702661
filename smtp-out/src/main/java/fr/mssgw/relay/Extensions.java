package fr.mssgw.relay;

import fr.mssgw.core.text.Ascii;
import java.util.Optional;

/** What a peer announced in EHLO, as far as it matters here. */
record Extensions(
        boolean startTls, boolean pipelining, boolean eightBitMime, boolean dsn, boolean size, Optional<Long> maxSize) {
    static Extensions of(PeerReply ehlo) {
        boolean startTls = false;
        boolean pipelining = false;
        boolean eightBitMime = false;
        boolean dsn = false;
        boolean size = false;
        Optional<Long> maxSize = Optional.empty();
        for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
            String[] words = Ascii.upper(line.strip()).split(" +", 3);
            switch (words[0]) {
                case "STARTTLS" -> startTls = true;
                case "PIPELINING" -> pipelining = true;
                case "8BITMIME" -> eightBitMime = true;
                case "DSN" -> dsn = true;
                case "SIZE" -> {
                    size = true;
                    maxSize = words.length > 1 ? limit(words[1]) : Optional.empty();
                }
                default -> {}
            }
        }
        return new Extensions(startTls, pipelining, eightBitMime, dsn, size, maxSize);
    }

    /** Zero means no fixed limit (RFC 1870 §3). */
    private static Optional<Long> limit(String digits) {
        return digits.matches("\\d{1,15}") && Long.parseLong(digits) > 0
                ? Optional.of(Long.parseLong(digits))
                : Optional.empty();
    }
}

package fr.mssgw.core.mail;

import fr.mssgw.core.mail.Parameters.Parameter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Values in pieces or with a charset (RFC 2231 §3 and §4). */
final class Continuations {
    private static final int MOST_PIECES = 1_000;

    private Continuations() {}

    /** Whether the stars of a name are where RFC 2231 has them: {@code a}, {@code a*}, {@code a*1} or {@code a*1*}. */
    static boolean isRegular(String name) {
        int star = name.indexOf('*');
        if (star < 0 || star == name.length() - 1) {
            return star != 0;
        }
        int to = name.endsWith("*") ? name.length() - 1 : name.length();
        boolean leadingZero = name.charAt(star + 1) == '0' && to > star + 2;
        return star > 0 && to > star + 1 && !leadingZero && index(name) >= 0;
    }

    /** The number of a piece; 0 for the form with a charset alone, negative for what is neither. */
    static int index(String name) {
        int from = name.indexOf('*') + 1;
        int to = name.endsWith("*") ? name.length() - 1 : name.length();
        if (from > to || from == to) {
            return 0;
        }
        int index = 0;
        for (int i = from; i < to; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            index = index * 10 + digit;
            if (index >= MOST_PIECES) {
                return -1;
            }
        }
        return index;
    }

    /** Whether one piece is missing, or two that differ have the same number. */
    static boolean areBroken(List<Parameter> written) {
        Map<String, Map<Integer, Parameter>> pieces = new HashMap<>();
        for (Parameter parameter : written) {
            if (parameter.name().indexOf('*') > 0) {
                Map<Integer, Parameter> all = pieces.computeIfAbsent(parameter.base(), base -> new TreeMap<>());
                Parameter before = all.putIfAbsent(index(parameter.name()), parameter);
                if (before != null && !before.isSame(parameter)) {
                    return true;
                }
            }
        }
        return pieces.values().stream().anyMatch(all -> !all.containsKey(0) || !all.containsKey(all.size() - 1));
    }

    /** The value, decoded; of pieces with the same number the first counts. Empty without one. */
    static Optional<String> value(List<Parameter> written, String name) {
        Map<Integer, Parameter> pieces = new TreeMap<>();
        of(written, name).forEach(piece -> pieces.putIfAbsent(index(piece.name()), piece));
        return pieces.isEmpty() ? Optional.empty() : Optional.of(join(pieces, false));
    }

    /**
     * Every value that some reader shows: with the first or the last piece of each number, with the percent signs of all
     * pieces decoded or of those alone that say so, and each piece that is whole by itself.
     */
    static Set<String> readings(List<Parameter> written, String name) {
        List<Parameter> all = of(written, name);
        Map<Integer, Parameter> first = new TreeMap<>();
        Map<Integer, Parameter> last = new TreeMap<>();
        for (Parameter piece : all) {
            first.putIfAbsent(index(piece.name()), piece);
            last.put(index(piece.name()), piece);
        }
        Set<String> readings = new LinkedHashSet<>();
        for (Map<Integer, Parameter> pieces :
                all.isEmpty() ? List.<Map<Integer, Parameter>>of() : List.of(first, last)) {
            readings.add(join(pieces, false));
            readings.add(join(pieces, true));
        }
        for (Parameter piece : all) {
            if (!piece.isPiece()) {
                readings.add(join(Map.of(0, piece), false));
            }
        }
        return readings;
    }

    private static List<Parameter> of(List<Parameter> written, String name) {
        List<Parameter> pieces = new ArrayList<>();
        for (Parameter parameter : written) {
            boolean piece =
                    parameter.name().indexOf('*') > 0 && parameter.base().equals(name);
            if (piece && index(parameter.name()) >= 0) {
                pieces.add(parameter);
            }
        }
        return pieces;
    }

    /** @param all whether percent signs count in pieces without a star too */
    private static String join(Map<Integer, Parameter> pieces, boolean all) {
        Optional<Charset> charset = Optional.empty();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        boolean first = true;
        for (Parameter piece : pieces.values()) {
            String text = piece.value();
            boolean extended = piece.name().endsWith("*");
            if (first && extended) {
                int quote = text.indexOf('\'');
                int second = quote < 0 ? -1 : text.indexOf('\'', quote + 1);
                if (second >= 0) {
                    charset = Charsets.named(text.substring(0, quote));
                    text = text.substring(second + 1);
                }
            }
            first = false;
            octets.writeBytes(extended || all ? percentDecoded(text) : text.getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] joined = octets.toByteArray();
        return charset.isPresent() ? Charsets.decode(joined, charset.get()) : OctetText.readable(joined);
    }

    private static byte[] percentDecoded(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(c);
            }
        }
        return octets.toByteArray();
    }
}

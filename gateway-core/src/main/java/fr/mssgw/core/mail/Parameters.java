package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parameters of a Content-Type or Content-Disposition (RFC 2045 §5.1, RFC 2231). Kept as written, for lists; decoded
 * on demand, in every way that some reader does. Never fails. Immutable.
 */
public final class Parameters {
    static final Parameters NONE = new Parameters(List.of(), false, false);

    /** Those by which a structure is read; all others say how something is called. */
    private static final Set<String> STRUCTURAL = Set.of("boundary", "charset", "protocol", "smime-type", "micalg");

    private static final int MOST_PIECES = 1_000;

    private final List<Parameter> written;
    private final boolean irregular;
    private final boolean exceeding;

    /**
     * One parameter.
     *
     * @param name as written, with the stars of RFC 2231
     * @param value without its quotes; each character one octet
     */
    public record Parameter(String name, String value) {
        boolean is(String other) {
            return Ascii.same(name, other);
        }

        /** Whether it is a numbered piece of a value (RFC 2231 §3). */
        boolean isPiece() {
            int star = name.indexOf('*');
            return star > 0 && star + 1 < name.length() && index(name) >= 0;
        }

        /** The name without what RFC 2231 adds to it, lower case. */
        String base() {
            int star = name.indexOf('*');
            return Ascii.lower(star < 0 ? name : name.substring(0, star));
        }
    }

    private Parameters(List<Parameter> written, boolean irregular, boolean exceeding) {
        this.written = List.copyOf(written);
        this.irregular = irregular;
        this.exceeding = exceeding;
    }

    static Parameters of(List<Parameter> written) {
        return new Parameters(written, false, false);
    }

    /** Reads what follows a value, from its first semicolon on. */
    public static Parameters read(Tokens tokens) {
        return read(tokens, Bounds.MAIL);
    }

    static Parameters read(Tokens tokens, Bounds bounds) {
        List<Parameter> found = new ArrayList<>();
        boolean irregular = false;
        while (!tokens.atEnd()) {
            if (!tokens.take(';')) {
                tokens.drop();
                continue;
            }
            if (tokens.atEnd()) {
                break; // a semicolon that closes the field, as many write it
            }
            String name = tokens.token();
            if (name.isEmpty() || !tokens.take('=')) {
                irregular = true;
                continue;
            }
            if (found.size() == bounds.parameters()) {
                return new Parameters(found, true, true);
            }
            boolean quoted = tokens.peek() == '"';
            String text = quoted ? tokens.quoted() : tokens.before(';').strip();
            Parameter parameter = new Parameter(name, quoted ? text : withoutComments(text));
            found.add(parameter);
            boolean names = !STRUCTURAL.contains(parameter.base());
            irregular |= !quoted && !names && !isToken(text);
        }
        return new Parameters(found, irregular || tokens.irregular(), false);
    }

    /** A token behind which nothing but comments stands is the value (RFC 2045 §5.1); all else is taken as it is. */
    private static String withoutComments(String text) {
        Tokens tokens = new Tokens(text);
        String token = tokens.token();
        return !token.isEmpty() && tokens.atEnd() && !tokens.irregular() ? token : text;
    }

    private static boolean isToken(String value) {
        return value.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?=".indexOf(c) < 0)
                && !value.isEmpty();
    }

    public List<Parameter> written() {
        return written;
    }

    /**
     * As {@link #written}, but what is written in pieces is one parameter, as lists are to show it (RFC 2231 §6): with a star
     * where a piece has a charset or percent signs, which stay. Pieces of which one is missing
     * or there twice stay apart.
     */
    public List<Parameter> joined() {
        Map<String, Map<Integer, Parameter>> pieces = new HashMap<>();
        Set<String> repeated = new HashSet<>();
        for (Parameter parameter : written) {
            if (parameter.isPiece()
                    && pieces.computeIfAbsent(parameter.base(), base -> new TreeMap<>())
                                    .putIfAbsent(index(parameter.name()), parameter)
                            != null) {
                repeated.add(parameter.base());
            }
        }
        List<Parameter> joined = new ArrayList<>();
        for (Parameter parameter : written) {
            Map<Integer, Parameter> all = parameter.isPiece() ? pieces.get(parameter.base()) : null;
            if (all == null
                    || repeated.contains(parameter.base())
                    || !all.containsKey(0)
                    || !all.containsKey(all.size() - 1)) {
                joined.add(parameter);
            } else if (index(parameter.name()) == 0) {
                boolean extended =
                        all.values().stream().anyMatch(piece -> piece.name().endsWith("*"));
                String name = parameter.name().substring(0, parameter.name().indexOf('*'));
                StringBuilder value = new StringBuilder();
                all.values().forEach(piece -> value.append(piece.value()));
                joined.add(new Parameter(extended ? name + "*" : name, value.toString()));
            }
        }
        return joined;
    }

    /** Whether there are more than the bound. */
    boolean exceeding() {
        return exceeding;
    }

    /** The first plain parameter of that name, as written; else its RFC 2231 form, decoded. */
    public Optional<String> first(String name) {
        Optional<String> plain = plain(name);
        return plain.isPresent() ? plain : extended(name);
    }

    private Optional<String> plain(String name) {
        for (Parameter parameter : written) {
            if (parameter.is(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /**
     * Every text that some reader takes for the value: each plain form, decoded where it holds encoded words, and the
     * form of RFC 2231. In the order of preference.
     */
    public Set<String> readings(String name) {
        Set<String> readings = new LinkedHashSet<>();
        extended(name).ifPresent(readings::add);
        for (Parameter parameter : written) {
            if (parameter.is(name)) {
                readings.addAll(EncodedWords.readings(OctetText.readable(parameter.value())));
            }
        }
        return readings;
    }

    /** Whether readers may take different values for what a structure is read by. */
    boolean ambiguous() {
        if (irregular) {
            return true;
        }
        for (int i = 0; i < written.size(); i++) {
            Parameter one = written.get(i);
            boolean structural = STRUCTURAL.contains(one.base());
            if (structural && (one.name().indexOf('*') >= 0 || one.value().contains("=?"))) {
                return true;
            }
            for (int j = 0; j < i; j++) {
                if (written.get(j).is(one.name())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The value written in pieces or with a charset (RFC 2231 §3 and §4), decoded; empty without one. */
    private Optional<String> extended(String name) {
        Map<Integer, Parameter> pieces = new TreeMap<>();
        for (Parameter parameter : written) {
            if (parameter.name().indexOf('*') > 0 && parameter.base().equals(name)) {
                int index = index(parameter.name());
                if (index >= 0) {
                    pieces.putIfAbsent(index, parameter);
                }
            }
        }
        return pieces.isEmpty() ? Optional.empty() : Optional.of(join(pieces));
    }

    /** The number of a piece; 0 for the form with a charset alone, negative for what is neither. */
    private static int index(String name) {
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

    private static String join(Map<Integer, Parameter> pieces) {
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
            octets.writeBytes(extended ? percentDecoded(text) : text.getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] all = octets.toByteArray();
        return charset.isPresent() ? Charsets.decode(all, charset.get()) : OctetText.readable(all);
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

package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.util.ArrayList;
import java.util.Collection;
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

    private final List<Parameter> written;
    private final boolean irregular;
    private final boolean exceeding;

    /**
     * One parameter.
     *
     * @param name as written, with the stars of RFC 2231
     * @param value without its quotes; each character one octet
     * @param written the same as it stands, with its quotes, backslashes and comments
     */
    public record Parameter(String name, String value, String written) {
        Parameter(String name, String value) {
            this(name, value, value);
        }

        boolean is(String other) {
            return Ascii.same(name, other);
        }

        boolean isQuoted() {
            return written.startsWith("\"");
        }

        /** What stands between the quotes, or all of it where there are none. */
        String raw() {
            boolean closed = written.length() > 1 && written.endsWith("\"");
            return isQuoted() ? written.substring(1, written.length() - (closed ? 1 : 0)) : written;
        }

        /** Whether no reader can tell the two: writers repeat a parameter. */
        boolean isSame(Parameter other) {
            return is(other.name) && value.equals(other.value) && isQuoted() == other.isQuoted();
        }

        /** Whether it is a numbered piece of a value (RFC 2231 §3). */
        boolean isPiece() {
            int star = name.indexOf('*');
            return star > 0 && star + 1 < name.length() && Continuations.index(name) >= 0;
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
            found.add(value(name, tokens));
        }
        return new Parameters(found, irregular || tokens.irregular(), false);
    }

    private static Parameter value(String name, Tokens tokens) {
        if (tokens.peek() == '"') {
            int from = tokens.position();
            String value = tokens.quoted();
            return new Parameter(name, value, tokens.since(from));
        }
        String text = OctetText.stripped(tokens.before(';'));
        return new Parameter(name, withoutComments(text), text);
    }

    /** A token behind which nothing but comments stands is the value (RFC 2045 §5.1); all else is taken as it is. */
    private static String withoutComments(String text) {
        Tokens tokens = new Tokens(text);
        String token = tokens.token();
        return !token.isEmpty() && tokens.atEnd() && !tokens.irregular() ? token : text;
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
                                    .putIfAbsent(Continuations.index(parameter.name()), parameter)
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
            } else if (Continuations.index(parameter.name()) == 0) {
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
        return plain.isPresent() ? plain : Continuations.value(written, name);
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
     * Every text that some reader takes for the value: the forms of RFC 2231, then each plain form, decoded where it holds
     * encoded words, with and without its backslashes and comments, and as far as readers go that stop at a space or at a
     * quote. In the order of preference.
     */
    public Set<String> readings(String name) {
        Set<String> readings = new LinkedHashSet<>(Continuations.readings(written, name));
        for (Parameter parameter : written) {
            if (parameter.is(name)) {
                readings.addAll(decoded(parameter.value()));
                if (!parameter.raw().equals(parameter.value())) {
                    readings.addAll(decoded(parameter.raw()));
                }
                beginning(parameter).ifPresent(text -> readings.addAll(decoded(text)));
            }
        }
        return readings;
    }

    private static Collection<String> decoded(String value) {
        return EncodedWords.readings(OctetText.readable(value));
    }

    /** What a reader that stops early shows; without a dot it says nothing of what the file is. */
    private static Optional<String> beginning(Parameter parameter) {
        String raw = parameter.raw();
        String ends = parameter.isQuoted() ? "\"" : " \t(\",";
        int end = 0;
        while (end < raw.length() && ends.indexOf(raw.charAt(end)) < 0) {
            end++;
        }
        return Optional.of(raw.substring(0, end)).filter(text -> text.length() < raw.length() && text.indexOf('.') > 0);
    }

    /** Whether readers may take a parameter for different ones. */
    boolean ambiguous() {
        return irregular
                || !written.stream().allMatch(ParameterGrammar::isClear)
                || Continuations.areBroken(written)
                || isRepeated();
    }

    /** Whether a parameter is there again with another value, or so written that readers may see another. */
    private boolean isRepeated() {
        Map<String, Parameter> before = new HashMap<>();
        for (Parameter parameter : written) {
            Parameter other = before.putIfAbsent(Ascii.lower(parameter.name()), parameter);
            if (other != null && !parameter.isSame(other)) {
                return true;
            }
        }
        return false;
    }
}

package fr.mssgw.certs.mime;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The value of a {@code Content-Type} or {@code Content-Disposition} field: a word and its parameters (RFC 2045 §5.1).
 * Parameters are read as mail programs write them: RFC 2231 continuations and charsets, and RFC 2047 encoded words where
 * they do not belong. Never fails: what cannot be read is left out. At most 100 parameters.
 *
 * @param value lower case, such as {@code multipart/signed} or {@code attachment}
 * @param parameters by name in lower case, decoded
 */
public record MediaType(String value, Map<String, String> parameters) {
    private static final int MOST_PARAMETERS = 100;

    public MediaType {
        parameters = Map.copyOf(parameters);
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Reads an unfolded field value. */
    public static MediaType parse(String text) {
        Scanner scanner = new Scanner(text);
        String value = scanner.until(";").strip().toLowerCase(Locale.ROOT);
        Map<String, String> plain = new HashMap<>();
        Map<String, Map<Integer, Piece>> pieces = new HashMap<>();
        for (int count = 0; scanner.more() && count < MOST_PARAMETERS; count++) {
            String name = scanner.until("=;").strip().toLowerCase(Locale.ROOT);
            if (!scanner.lastWas('=')) {
                continue;
            }
            String content = scanner.value();
            int star = name.indexOf('*');
            if (star < 0) {
                plain.putIfAbsent(name, content);
                continue;
            }
            boolean extended = name.endsWith("*");
            String number = name.substring(star + 1, Math.max(star + 1, name.length() - (extended ? 1 : 0)));
            int index = number.isEmpty() ? 0 : number.matches("\\d{1,3}") ? Integer.parseInt(number) : -1;
            if (index >= 0) {
                pieces.computeIfAbsent(name.substring(0, star), key -> new TreeMap<>())
                        .putIfAbsent(index, new Piece(content, extended));
            }
        }
        Map<String, String> parameters = new HashMap<>();
        plain.forEach((name, content) -> parameters.put(name, decodeWords(content)));
        pieces.forEach((name, parts) -> parameters.put(name, join(parts))); // RFC 2231 wins over the plain form
        return new MediaType(value, parameters);
    }

    private record Piece(String text, boolean extended) {}

    private static String join(Map<Integer, Piece> pieces) {
        Charset charset = StandardCharsets.UTF_8;
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        boolean first = true;
        for (Piece piece : pieces.values()) {
            String text = piece.text();
            if (first && piece.extended()) {
                int quote = text.indexOf('\'');
                int second = quote < 0 ? -1 : text.indexOf('\'', quote + 1);
                if (second >= 0) {
                    charset = charset(text.substring(0, quote));
                    text = text.substring(second + 1);
                }
            }
            first = false;
            octets.writeBytes(piece.extended() ? percentDecoded(text, charset) : text.getBytes(charset));
        }
        return octets.toString(charset);
    }

    private static byte[] percentDecoded(String text, Charset charset) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.writeBytes(String.valueOf(c).getBytes(charset));
            }
        }
        return octets.toByteArray();
    }

    private static Charset charset(String name) {
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    private static String decodeWords(String text) {
        if (!text.contains("=?")) {
            return text;
        }
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException | RuntimeException e) {
            return text;
        }
    }

    /** Reads tokens, quoted strings and comments (RFC 822 §3.3). */
    private static final class Scanner {
        private final String text;
        private int at;
        private char last;

        Scanner(String text) {
            this.text = text;
        }

        boolean more() {
            return at < text.length();
        }

        boolean lastWas(char stop) {
            return last == stop;
        }

        /** What stands before the next of these characters, comments left out; the character itself is passed. */
        String until(String stops) {
            StringBuilder found = new StringBuilder();
            last = 0;
            while (more()) {
                char c = text.charAt(at++);
                if (stops.indexOf(c) >= 0) {
                    last = c;
                    break;
                }
                if (c == '(') {
                    skipComment();
                } else {
                    found.append(c);
                }
            }
            return found.toString();
        }

        String value() {
            while (more() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (!more() || text.charAt(at) != '"') {
                return until(";").strip();
            }
            at++;
            StringBuilder found = new StringBuilder();
            while (more()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    break;
                }
                found.append(c == '\\' && more() ? text.charAt(at++) : c);
            }
            until(";");
            return found.toString();
        }

        private void skipComment() {
            int depth = 1;
            while (more() && depth > 0) {
                char c = text.charAt(at++);
                if (c == '\\' && more()) {
                    at++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                }
            }
        }
    }
}

package fr.mssgw.core.masking;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import fr.mssgw.core.mail.Charsets;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Matricules as people and programs write them, and what looks a little like one. */
public final class Spellings {
    private static final Pattern FIFTEEN_DIGITS = Pattern.compile("(?<![0-9])[0-9]{15}(?![0-9])");
    private static final List<String> SIGNS = List.of(
            " ",
            "  ",
            "\u00a0",
            "\u202f",
            "\u2009",
            "\u200a",
            "\u3000",
            "\t",
            "\r\n ",
            "\r\n\t",
            ".",
            ". ",
            "-",
            " - ",
            "‐",
            "‑",
            "–",
            "—",
            "−",
            "﹣",
            "－",
            "_",
            "/",
            " / ",
            "\\",
            ",",
            ", ",
            ":",
            ": ",
            ";",
            "'",
            "\"",
            "’",
            "«",
            "»",
            "(",
            ")",
            ") (",
            "\u200b",
            "\u200c",
            "\u200d",
            "\u2060",
            "\ufeff",
            "\u00ad",
            "+",
            "*",
            "#",
            "|",
            "·",
            "•",
            "~",
            "=",
            "&",
            "!",
            "?",
            "^",
            "`",
            "´",
            "\u0301",
            "\u034f",
            "\u20dd",
            "\u0903",
            "ー",
            "ʼ",
            "ː",
            " \u0301",
            "- ",
            ". .",
            "\u200d\u0301",
            "\ud83d\ude00");

    /** Asterisks that a masked one leaves; as many amid the digits of another hide it. */
    private static final int MASK = 14;

    private static final int[] FIELDS = {1, 2, 2, 2, 3, 3, 2};

    private Spellings() {}

    /** @param number the 13 characters, capitals */
    public record Spelled(String number, String text) {}

    /** Letters and digits alone, every digit an ASCII one, as a reader would see through signs. */
    public static String alphanumeric(String text) {
        return text.codePoints()
                .filter(Character::isLetterOrDigit)
                .mapToObj(c -> Character.isDigit(c) ? Integer.toString(Character.digit(c, 10)) : Character.toString(c))
                .collect(Collectors.joining())
                .toUpperCase(Locale.ROOT);
    }

    public static Arbitrary<Spelled> any() {
        return Combinators.combine(matricules(), groupings(), signs(), scripts(), escapes())
                .as((matricule, grouping, signs, script, escape) -> {
                    String grouped = grouped(matricule, grouping, signs);
                    return new Spelled(
                            matricule.substring(0, 13).toUpperCase(Locale.ROOT), escape.apply(script.apply(grouped)));
                })
                .filter(spelled -> !spelled.text().contains("@"));
    }

    /** 15 characters with the right key, and nothing between them. */
    static Arbitrary<Spelled> whole() {
        return matricules()
                .map(matricule -> matricule.substring(0, 13).toUpperCase(Locale.ROOT))
                .map(number -> new Spelled(number, number + "%02d".formatted(key(number))));
    }

    /** 13 characters, or 15 with a right or a wrong key; departments of Corsica in either case. */
    static Arbitrary<String> matricules() {
        Arbitrary<String> sex = Arbitraries.of("1", "2", "3", "4", "7", "8");
        Arbitrary<String> month = Arbitraries.integers()
                .between(1, 99)
                .filter(m -> m <= 12 || m >= 20)
                .map("%02d"::formatted);
        Arbitrary<String> department = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(9, digits(2)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of("2A", "2B", "2a", "2b")));
        return Combinators.combine(
                        sex, digits(2), month, department, digits(6), Arbitraries.of("right", "wrong", "none"))
                .as((s, year, m, d, rest, key) -> {
                    String number = s + year + m + d + rest;
                    int right = key(number);
                    return switch (key) {
                        case "right" -> number + "%02d".formatted(right);
                        case "wrong" -> number + "%02d".formatted(right % 97 + 1);
                        default -> number;
                    };
                });
    }

    private static int key(String number) {
        String counted = number.toUpperCase(Locale.ROOT).replace("2A", "19").replace("2B", "18");
        return (int) (97 - Long.parseLong(counted) % 97);
    }

    private static Arbitrary<String> digits(int count) {
        return Arbitraries.strings().numeric().ofLength(count);
    }

    /** Sizes of groups: whole, by the fields, in equal ones, at random. */
    private static Arbitrary<List<Integer>> groupings() {
        return Arbitraries.oneOf(
                Arbitraries.just(List.of(15)),
                Arbitraries.just(List.of(13, 2)),
                Arbitraries.just(java.util.Arrays.stream(FIELDS).boxed().toList()),
                Arbitraries.integers().between(1, 5).map(size -> java.util.Collections.nCopies(15, size)),
                Arbitraries.integers().between(1, 7).list().ofSize(15));
    }

    private static Arbitrary<List<String>> signs() {
        Arbitrary<String> repeated = Combinators.combine(
                        Arbitraries.of(SIGNS), Arbitraries.of(1, 1, 1, 1, 1, 1, 13, 40))
                .as((sign, times) -> sign.repeat(sign.equals("*") ? Math.min(times, MASK - 1) : times));
        return Arbitraries.oneOf(
                repeated.map(sign -> java.util.Collections.nCopies(15, sign)),
                repeated.list().ofSize(15));
    }

    private static String grouped(String matricule, List<Integer> sizes, List<String> signs) {
        List<String> groups = new ArrayList<>();
        int at = 0;
        for (int size : sizes) {
            int end = Math.min(matricule.length(), at + size);
            if (end > at) {
                groups.add(matricule.substring(at, end));
            }
            at = end;
        }
        StringBuilder text = new StringBuilder(groups.get(0));
        for (int i = 1; i < groups.size(); i++) {
            text.append(signs.get(i % signs.size())).append(groups.get(i));
        }
        return text.toString();
    }

    private static Arbitrary<UnaryOperator<String>> scripts() {
        return Arbitraries.of(0, 0, 0, 0, 0xFF10, 0x0660, 0x0966, 0x1D7CE)
                .map(zero -> text -> zero == 0
                        ? text
                        : text.codePoints()
                                .map(c -> c >= '0' && c <= '9' ? zero + c - '0' : c)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString());
    }

    private static Arbitrary<UnaryOperator<String>> escapes() {
        return Arbitraries.of(
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                text -> octets(text, "%"),
                text -> octets(text, "+"),
                text -> octets(text, "="),
                text -> text.chars()
                        .mapToObj(c -> c >= '0' && c <= '9' ? Character.toString(c) : "\\u%04x".formatted(c))
                        .collect(Collectors.joining()),
                text -> text.codePoints()
                        .mapToObj(c -> c >= '0' && c <= '9' ? Character.toString(c) : "&#" + c + ";")
                        .collect(Collectors.joining()),
                text -> text.codePoints().mapToObj("&#%010d;"::formatted).collect(Collectors.joining()),
                text -> octets(text, "\\x"),
                text -> escaped(text, "\\x{%x}"::formatted),
                text -> escaped(text, "\\u{%06X}"::formatted),
                text -> escaped(text, c -> c < 0x100 ? "\\x%02x".formatted(c) : units("\\u", c)), // Python
                text -> escaped(text, c -> c < 0x100 ? "%%%02X".formatted(c) : units("%u", c)), // JavaScript
                text -> escaped(text, c -> Character.isLetterOrDigit(c) ? Character.toString(c) : "&nbsp"),
                text -> escaped(text, c -> Character.isLetterOrDigit(c) ? Character.toString(c) : "&hairsp;"),
                text -> "=?utf-8?Q?" + escaped(text, c -> Character.isLetterOrDigit(c) ? Character.toString(c) : "?")
                        + "?=",
                text -> "=?utf-8?B?" + Base64.getEncoder().encodeToString(("=?" + text).getBytes(UTF_8)) + "?=",
                Spellings::splitWords,
                text -> Charsets.decode(text.getBytes(UTF_8), Charset.forName("windows-1252")),
                text -> "=?unknown-8bit?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=",
                text -> "=?utf-8?b?"
                        + Base64.getEncoder()
                                .encodeToString(text.getBytes(UTF_8))
                                .replaceAll("(.{5})", "$1 ") + "?=",
                text -> "=?UTF-8?q?" + octets(text, "=") + "?=",
                text -> "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=",
                text -> new String(text.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** Letters and digits of ASCII as they are. */
    private static String escaped(String text, IntFunction<String> escape) {
        return text.codePoints()
                .mapToObj(c -> c < 0x80 && Character.isLetterOrDigit(c) ? Character.toString(c) : escape.apply(c))
                .collect(Collectors.joining());
    }

    private static String units(String mark, int codePoint) {
        return Character.toString(codePoint)
                .chars()
                .mapToObj(unit -> mark + "%04X".formatted(unit))
                .collect(Collectors.joining());
    }

    /** Two encoded words, the second of which begins amid a character. */
    private static String splitWords(String text) {
        byte[] octets = text.getBytes(UTF_16BE);
        int middle = octets.length / 2 | 1;
        return "=?utf-16be?B?" + Base64.getEncoder().encodeToString(Arrays.copyOf(octets, middle)) + "?= =?UTF-16BE?b?"
                + Base64.getEncoder().encodeToString(Arrays.copyOfRange(octets, middle, octets.length)) + "?=";
    }

    /** What is neither letter nor digit, by its octets. */
    private static String octets(String text, String sign) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(UTF_8)) {
            if (octet >= '0' && octet <= '9' || octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z') {
                escaped.append((char) octet);
            } else {
                escaped.append(sign).append("%02X".formatted(octet & 0xff));
            }
        }
        return escaped.toString();
    }

    static Arbitrary<String> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 4_102_444_799L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as((second, nano) -> Instant.ofEpochSecond(second, nano).toString());
    }

    static Arbitrary<String> digests() {
        return Arbitraries.strings()
                .withChars("0123456789abcdef")
                .ofLength(64)
                // by chance a matricule, which nobody can tell from one
                .filter(digest -> !FIFTEEN_DIGITS.matcher(digest).find());
    }

    static Arbitrary<String> queueIds() {
        return Arbitraries.strings()
                .withChars("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
                .ofLength(16);
    }

    static Arbitrary<String> addresses() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 255).list().ofSize(4),
                        Arbitraries.integers().between(0, 65_535))
                .as((parts, port) -> parts.stream().map(String::valueOf).collect(Collectors.joining(".")) + ":" + port);
    }
}

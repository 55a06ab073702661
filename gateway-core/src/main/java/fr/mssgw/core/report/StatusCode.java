package fr.mssgw.core.report;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Knows enhanced status codes, and finds them (RFC 3463 §2) within other text; no part of an IP address or of a version is one. */
final class StatusCode {
    private static final Pattern CODE =
            Pattern.compile("(?<![0-9A-Za-z.])[245]\\.[0-9]{1,3}\\.[0-9]{1,3}(?![0-9A-Za-z]|\\.[0-9])");

    private static final Pattern WHOLE = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    private StatusCode() {}

    /** Whether a text is one and nothing else. */
    static boolean is(String text) {
        return WHOLE.matcher(text).matches();
    }

    /** The first. */
    static Optional<String> in(String text) {
        Matcher found = CODE.matcher(text);
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    static Stream<String> allIn(String text) {
        return CODE.matcher(text).results().map(found -> found.group());
    }
}

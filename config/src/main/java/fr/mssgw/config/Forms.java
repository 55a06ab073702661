package fr.mssgw.config;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Postcode;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.StructureId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The forms that settings take. */
final class Forms {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Pattern DAYS_TEXT = Pattern.compile("(\\d{1,4})d");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+):)?(\\d{1,5})");
    private static final Pattern HOST_NAME =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern SECTOR = Pattern.compile("SA\\d{2}");

    static final Form<String> TEXT = new Form<>(Forms::printable, "a line of text");
    static final Form<String> PARAGRAPHS = new Form<>(Forms::paragraphs, "text of at most 4000 characters");
    static final Form<String> HOST = new Form<>(Forms::hostName, "a host name such as mx.example.mssante.fr");
    static final Form<MailDomain> DOMAIN = new Form<>(MailDomain::new, "a mail domain such as example.mssante.fr");
    static final Form<MssAddress> ADDRESS = new Form<>(MssAddress::parse, "an address such as name@example.mssante.fr");
    static final Form<Rpps> RPPS = new Form<>(Rpps::new, "the 11 digits of the RPPS number, in quotes");
    static final Form<StructureId> FINESS = new Form<>(
            text -> new StructureId(StructureId.Kind.FINESS, text), "the 9 characters of the FINESS number, in quotes");
    static final Form<StructureId> SIRET = new Form<>(
            text -> new StructureId(StructureId.Kind.SIRET, text), "the 14 digits of the SIRET number, in quotes");
    static final Form<String> SECTOR_CODE = new Form<>(
            text -> matching(SECTOR, text).group(),
            "an activity sector of the Annuaire santé, such as SA33 for a pharmacy");
    static final Form<Postcode> POSTCODE = new Form<>(Postcode::new, "the 5 digits of the postcode, in quotes");
    static final Form<Boolean> YES_OR_NO = new Form<>(
            text -> switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException();
            },
            "true or false");
    static final Form<Duration> DURATION_TEXT =
            new Form<>(Forms::duration, "a duration of at most 30 days, such as 30s, 15m, 4h or 2d");
    static final Form<Duration> DAYS = new Form<>(Forms::days, "a number of days such as 30d, at most 3650d");
    static final Form<Duration> ANSWER_DAYS = new Form<>(
            text -> {
                Duration days = days(text);
                if (days.toDays() > 365) {
                    throw new IllegalArgumentException();
                }
                return days;
            },
            "a number of days such as 7d, at most 365d");
    static final Form<Optional<Duration>> DAYS_OR_NEVER = new Form<>(
            text -> text.equals("never") ? Optional.empty() : Optional.of(days(text)),
            "a number of days such as 30d, at most 3650d, or never");
    static final Form<InetSocketAddress> LISTENER =
            new Form<>(text -> listener(text, "0.0.0.0"), "a port from 0 to 65535, or address:port");
    /** A bare port listens on loopback only. */
    static final Form<InetSocketAddress> PRIVATE_LISTENER =
            new Form<>(text -> listener(text, "127.0.0.1"), "a port from 0 to 65535, or address:port");

    static final Form<RoutesConfig.Host> ROUTE = new Form<>(Forms::route, "host:port");
    static final Form<String> JDBC_URL = new Form<>(
            text -> matching(Pattern.compile("jdbc:postgresql:[^\\s]+"), text).group(),
            "a URL such as jdbc:postgresql://db.example.fr/mssgw",
            true);
    static final Form<String> ARGON2 = new Form<>(
            text -> matching(
                            Pattern.compile("\\$argon2id\\$v=19\\$m=\\d{1,6},t=\\d{1,2},p=\\d"
                                    + "\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{22,86}"),
                            text)
                    .group(),
            "an Argon2id hash ($argon2id$v=19$…) in quotes, or use password-file",
            true);

    private Forms() {}

    static Form<Integer> wholeNumber(int min, int max) {
        return new Form<>(
                text -> {
                    int number = Integer.parseInt(text);
                    if (number < min || number > max) {
                        throw new IllegalArgumentException();
                    }
                    return number;
                },
                "a whole number from " + min + " to " + max);
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
        Function<E, String> word = e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Form<>(
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(e -> word.apply(e).equals(text))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new),
                Arrays.stream(type.getEnumConstants())
                        .map(word)
                        .collect(Collectors.joining(", "))
                        .replaceFirst(", (?=[^,]*$)", " or "));
    }

    private static Matcher matching(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException();
        }
        return matcher;
    }

    private static String printable(String text) {
        if (text.isBlank() || text.length() > 1000 || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException();
        }
        return text.strip();
    }

    private static String paragraphs(String text) {
        if (text.isBlank()
                || text.length() > 4000
                || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new IllegalArgumentException();
        }
        return text.strip();
    }

    private static String hostName(String text) {
        if (text.length() > 253) {
            throw new IllegalArgumentException();
        }
        return matching(HOST_NAME, text).group().toLowerCase(Locale.ROOT);
    }

    private static Duration duration(String text) {
        Matcher parts = matching(DURATION, text);
        long number = Long.parseLong(parts.group(1));
        Duration duration =
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
        if (duration.isZero() || duration.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException();
        }
        return duration;
    }

    private static Duration days(String text) {
        int days = Integer.parseInt(matching(DAYS_TEXT, text).group(1));
        if (days == 0 || days > 3650) {
            throw new IllegalArgumentException();
        }
        return Duration.ofDays(days);
    }

    private static InetSocketAddress listener(String text, String everywhere) {
        Matcher parts = matching(HOST_AND_PORT, text);
        String host = parts.group(1) == null ? everywhere : parts.group(1);
        return new InetSocketAddress(literal(host), port(parts.group(2)));
    }

    /** An IP address written in digits: nothing here asks a name server. */
    private static InetAddress literal(String host) {
        String text = host.equals("localhost") ? "127.0.0.1" : host;
        if (!text.startsWith("[") && !DOTTED.matcher(text).matches()) {
            throw new IllegalArgumentException();
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static RoutesConfig.Host route(String text) {
        Matcher parts = matching(HOST_AND_PORT, text);
        String host = parts.group(1);
        int port = port(parts.group(2));
        if (host == null || port == 0) {
            throw new IllegalArgumentException();
        }
        String name = host.startsWith("[") ? literal(host).getHostAddress() : hostName(host);
        return new RoutesConfig.Host(name, port);
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port > 65_535) {
            throw new IllegalArgumentException();
        }
        return port;
    }
}

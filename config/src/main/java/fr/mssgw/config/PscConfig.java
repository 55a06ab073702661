package fr.mssgw.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose tokens open human BAL: Pro Santé Connect, an OpenID provider.
 *
 * @param issuer exactly as its tokens say it
 * @param audience the clients whose tokens count, by {@code aud} or {@code azp}; empty: those of every client
 * @param clockSkew between the issuer's clock and ours
 * @param jwks where its keys are; empty: where its discovery document says
 */
public record PscConfig(String issuer, List<String> audience, Duration clockSkew, Optional<URI> jwks, Source source) {

    private static final Duration DEFAULT_SKEW = Duration.ofSeconds(60);
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+]");

    private static final Form<URI> URL = new Form<>(
            PscConfig::url, "an https URL without a query (http only for this machine, such as http://127.0.0.1:2280)");

    public PscConfig {
        audience = List.copyOf(audience);
    }

    static Field<Optional<PscConfig>> read(Section section) {
        Field<URI> issuer = section.required("issuer", URL);
        Field<List<String>> audience = section.list("audience", Forms.TEXT, List.of());
        Field<Duration> skew = section.optional("clock-skew", Forms.DURATION_TEXT, DEFAULT_SKEW);
        skew.ifRead()
                .filter(duration -> duration.compareTo(MOST_SKEW) > 0)
                .ifPresent(duration -> section.problem(
                        "clock-skew", "lets expired tokens in for longer than 5m; write at most 5m and set the clock"));
        Field<Optional<URI>> jwks = section.optional("jwks", URL);
        return section.check(() -> Optional.of(new PscConfig(
                issuer.value().toString(), audience.value(), skew.value(), jwks.value(), section.source("issuer"))));
    }

    /** Where keys may be fetched from: TLS, or this machine. */
    public static boolean isSafe(URI url) {
        String host = url.getHost();
        if (host == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return false;
        }
        return "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isLoopback(host));
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost")
                    || (LITERAL.matcher(host).matches()
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (!isSafe(url) || url.getRawQuery() != null || url.getPort() > 65_535) {
                throw new IllegalArgumentException();
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

package fr.mssgw.app.login;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import fr.mssgw.config.PscConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that Pro Santé Connect signs with, fetched when a token first needs one and kept: the only network that a
 * login waits for, and only now and then. Invented key names cost {@link #FETCHES} fetches in {@link #WINDOW} and an
 * issuer that is down one in {@link #AFTER_FAILURE}, whatever the number of logins; known keys go on working for
 * {@link #STALE} meanwhile. Thread-safe.
 */
final class PscKeys {

    static final int FETCHES = 3;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final Duration AFTER_FAILURE = Duration.ofSeconds(15);
    static final Duration FRESH = Duration.ofHours(1);
    static final Duration STALE = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(PscKeys.class);
    private static final Duration CONNECTING = Duration.ofSeconds(3);
    private static final Duration ANSWERING = Duration.ofSeconds(5);
    private static final int LARGEST_DOCUMENT = 256 * 1024;
    private static final int MOST_KEYS = 100;

    private final PscConfig config;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECTING)
            .followRedirects(Redirect.NEVER)
            .build();

    private volatile Fetched fetched = new Fetched(List.of(), Instant.MIN);
    private final ArrayDeque<Instant> tries = new ArrayDeque<>();
    private volatile boolean failing;

    private record Fetched(List<JWK> keys, Instant at) {

        boolean youngerThan(Duration age, Instant now) {
            return at.isAfter(now.minus(age));
        }

        Optional<JWK> named(String id) {
            return keys.stream().filter(key -> id.equals(key.getKeyID())).findFirst();
        }
    }

    PscKeys(PscConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * The key of this name, or empty where the issuer has none.
     *
     * @throws PscSilent where no keys are to be had
     */
    Optional<JWK> find(String id) throws PscSilent {
        Fetched known = fetched;
        Optional<JWK> key = known.named(id);
        if (key.isPresent() && known.youngerThan(FRESH, clock.instant())) {
            return key;
        }
        key = fetchedNow().named(id);
        if (key.isEmpty() && failing) {
            throw new PscSilent(); // it may be a new one
        }
        return key;
    }

    private boolean mayTry(Instant now) {
        if (failing) {
            return tries.getLast().isBefore(now.minus(AFTER_FAILURE));
        }
        return tries.size() < FETCHES || tries.getFirst().isBefore(now.minus(WINDOW));
    }

    /** Noted when the try is over, so that those who waited for it do not begin the next. */
    private void tried() {
        tries.addLast(clock.instant());
        if (tries.size() > FETCHES) {
            tries.removeFirst();
        }
    }

    /** Fetches, unless that was tried just before; one at a time, the others wait and take its result. */
    private synchronized Fetched fetchedNow() throws PscSilent {
        Instant now = clock.instant();
        if (mayTry(now)) {
            try {
                fetched = new Fetched(fetch(), now);
                if (failing) {
                    LOG.info("Pro Santé Connect {} gives its keys again", config.issuer());
                }
                failing = false;
            } catch (IOException | ParseException | RuntimeException e) {
                failing = true;
                LOG.error(
                        "Pro Santé Connect {} gives no keys: {}; {}",
                        config.issuer(),
                        e.getMessage() == null ? e.toString() : e.getMessage(),
                        fetched.youngerThan(STALE, now)
                                ? "those known go on being used, tokens of a newer key are refused"
                                : "logins with a token are refused until it answers");
            }
            tried();
        }
        Fetched best = fetched;
        if (!best.youngerThan(STALE, now)) {
            throw new PscSilent();
        }
        return best;
    }

    private List<JWK> fetch() throws IOException, ParseException {
        URI at = config.jwks().isPresent() ? config.jwks().get() : discovered();
        List<JWK> keys = JWKSet.parse(get(at)).getKeys();
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new IOException(at + " holds " + keys.size() + " keys");
        }
        return List.copyOf(keys);
    }

    /** OpenID Connect Discovery 1.0 §4.3: the document must name the very issuer that was asked. */
    private URI discovered() throws IOException, ParseException {
        URI at = URI.create(config.issuer().replaceFirst("/+$", "") + "/.well-known/openid-configuration");
        var document = JSONObjectUtils.parse(get(at));
        if (!config.issuer().equals(JSONObjectUtils.getString(document, "issuer"))) {
            throw new IOException(at + " is another issuer's");
        }
        URI keys = JSONObjectUtils.getURI(document, "jwks_uri");
        if (keys == null || !PscConfig.isSafe(keys)) {
            throw new IOException(at + " names no jwks_uri with https");
        }
        return keys;
    }

    private String get(URI at) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(at)
                .timeout(ANSWERING)
                .header("Accept", "application/json")
                .build();
        // the client's own timeout ends at the headers: this one is over the whole answer
        CompletableFuture<String> answer = http.sendAsync(request, BodyHandlers.ofInputStream())
                .thenApplyAsync(response -> document(at, response));
        try {
            return answer.get(ANSWERING.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching " + at, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    cause instanceof IllegalStateException told
                            ? told.getMessage()
                            : at + " cannot be reached: " + cause,
                    e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("fetching " + at + ": no whole answer in time", e);
        }
    }

    private static String document(URI at, HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IllegalStateException(at + " answers " + response.statusCode());
            }
            byte[] octets = body.readNBytes(LARGEST_DOCUMENT + 1);
            if (octets.length > LARGEST_DOCUMENT) {
                throw new IllegalStateException(at + " answers more than " + LARGEST_DOCUMENT + " octets");
            }
            return new String(octets, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(at + " broke off: " + e.getMessage(), e);
        }
    }
}

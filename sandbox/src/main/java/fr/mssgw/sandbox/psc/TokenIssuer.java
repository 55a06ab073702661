package fr.mssgw.sandbox.psc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A simulated Pro Santé Connect. It gives a signed access token for any RPPS, without asking: {@code
 * /token?rpps=…[&ttl=-3600][&aud=…]} answers the bare token. {@code POST /rotate} makes a new signing key; the former
 * one stays in {@code /jwks} for one rotation, as an issuer does it. Keys are kept in one file. Thread-safe.
 */
public final class TokenIssuer implements AutoCloseable {
    /** Whom the tokens are for, unless {@code aud} says otherwise. */
    public static final String AUDIENCE = "mssante-operateur-demo";

    private static final String AUTHORIZED_PARTY = "lps-demo";
    private static final long DEFAULT_TTL = 3600;
    private static final int KEYS_KEPT = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "psc");
        thread.setDaemon(true);
        return thread;
    });
    private final Path file;
    private final InstantSource clock;
    private volatile List<RSAKey> keys = List.of();

    /** @param port 0 for any free one */
    public TokenIssuer(Path directory, int port, InstantSource clock) throws IOException {
        this.file = Files.createDirectories(directory).resolve("keys.json");
        this.clock = clock;
        this.keys = Files.exists(file) ? read() : List.of();
        if (keys.isEmpty()) {
            rotate();
        }
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        http.createContext("/", this::handle);
        http.setExecutor(threads);
    }

    public void start() {
        http.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** A new key signs from now on. */
    public synchronized void rotate() throws IOException {
        try {
            List<RSAKey> next = new ArrayList<>();
            next.add(new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate());
            next.addAll(keys);
            List<RSAKey> kept = List.copyOf(next.subList(0, Math.min(KEYS_KEPT, next.size())));
            Path written = file.resolveSibling("keys.part");
            Files.writeString(written, new JWKSet(new ArrayList<JWK>(kept)).toString(false));
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            keys = kept;
        } catch (JOSEException e) {
            throw new IOException("making a signing key", e);
        }
    }

    private List<RSAKey> read() throws IOException {
        try {
            List<RSAKey> found = new ArrayList<>();
            for (JWK key : JWKSet.load(file.toFile()).getKeys()) {
                found.add(key.toRSAKey());
            }
            return found;
        } catch (ParseException e) {
            throw new IOException("reading the token keys in " + file, e);
        }
    }

    /** An access token for the professional with this RPPS, who Pro Santé Connect knows as « 8 » and the number. */
    public String token(String rpps, long ttlSeconds, String audience) throws IOException {
        Instant now = clock.instant();
        Instant end = now.plusSeconds(ttlSeconds);
        Instant begin = ttlSeconds < 0 ? end.minusSeconds(DEFAULT_TTL) : now;
        String national = "8" + rpps;
        RSAKey key = keys.get(0);
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("f:demo:" + national)
                .audience(audience)
                .issueTime(Date.from(begin))
                .notBeforeTime(Date.from(begin))
                .expirationTime(Date.from(end))
                .jwtID(UUID.randomUUID().toString())
                .claim("typ", "Bearer")
                .claim("azp", AUTHORIZED_PARTY)
                .claim("acr", "eidas1")
                .claim("scope", "openid scope_all")
                .claim("preferred_username", national)
                .claim("SubjectNameID", national)
                .build();
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IOException("signing a token", e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            switch (exchange.getRequestURI().getPath()) {
                case "/.well-known/openid-configuration" -> reply(exchange, 200, "application/json", configuration());
                case "/jwks" ->
                    reply(
                            exchange,
                            200,
                            "application/json",
                            new JWKSet(new ArrayList<JWK>(keys))
                                    .toPublicJWKSet()
                                    .toString());
                case "/token" -> token(exchange, query == null ? "" : query);
                case "/rotate" -> {
                    if (exchange.getRequestMethod().equals("POST")) {
                        rotate();
                        reply(exchange, 200, "text/plain", keys.get(0).getKeyID());
                    } else {
                        reply(exchange, 405, "text/plain", "POST only");
                    }
                }
                default -> reply(exchange, 404, "text/plain", "not here");
            }
        }
    }

    private String configuration() throws IOException {
        return JSON.writeValueAsString(Map.of(
                "issuer",
                issuer(),
                "jwks_uri",
                issuer() + "/jwks",
                "token_endpoint",
                issuer() + "/token",
                "authorization_endpoint",
                issuer() + "/authorize",
                "id_token_signing_alg_values_supported",
                List.of("RS256"),
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public")));
    }

    private void token(HttpExchange exchange, String query) throws IOException {
        String rpps = parameter(query, "rpps", "");
        String ttl = parameter(query, "ttl", String.valueOf(DEFAULT_TTL));
        if (!rpps.matches("\\d{11}") || !ttl.matches("-?\\d{1,9}")) {
            reply(exchange, 400, "text/plain", "rpps is 11 digits, ttl a number of seconds");
            return;
        }
        reply(exchange, 200, "text/plain", token(rpps, Long.parseLong(ttl), parameter(query, "aud", AUDIENCE)));
    }

    private static String parameter(String query, String name, String otherwise) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return otherwise;
    }

    private static void reply(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}

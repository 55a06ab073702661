package fr.mssgw.app.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import fr.mssgw.core.access.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A Pro Santé Connect that gives whatever keys and tokens a test wants. */
final class FakePsc implements AutoCloseable {

    static final RSAKey FIRST = rsa("first");
    static final RSAKey SECOND = rsa("second");
    static final ECKey CURVE = curve();

    final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer http;
    private volatile List<JWK> published = List.of(FIRST, CURVE);
    private volatile int status = 200;
    private volatile String named = "";

    FakePsc() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20);
        http.createContext("/", exchange -> {
            String body;
            if (exchange.getRequestURI().getPath().equals("/jwks")) {
                fetches.incrementAndGet();
                body = new JWKSet(published).toString(true);
            } else {
                body = "{\"issuer\":\"" + named + "\",\"jwks_uri\":\"" + issuer() + "/jwks\"}";
            }
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        });
        named = issuer();
        http.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    void publish(JWK... keys) {
        published = List.of(keys);
    }

    void answer(int newStatus) {
        status = newStatus;
    }

    void callItself(String issuer) {
        named = issuer;
    }

    /** A right token of this person but for what the test changes. */
    JWTClaimsSet.Builder claims(String rpps, Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("f:psc:8" + rpps)
                .audience("operator")
                .claim("azp", "lps")
                .claim("typ", "Bearer")
                .claim("SubjectNameID", "8" + rpps)
                .claim("preferred_username", "8" + rpps)
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    Secret token(String rpps, Instant now) {
        return token(rpps, now, claims -> claims);
    }

    Secret token(String rpps, Instant now, UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(JWSAlgorithm.RS256, FIRST, change.apply(claims(rpps, now)));
    }

    static Secret signed(JWSAlgorithm algorithm, JWK key, JWTClaimsSet.Builder claims) {
        try {
            JWSSigner signer = key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.toRSAKey());
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims.build());
            token.sign(signer);
            return new Secret(token.serialize());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey rsa(String name) {
        try {
            return new RSAKeyGenerator(2048).keyID(name).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey curve() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

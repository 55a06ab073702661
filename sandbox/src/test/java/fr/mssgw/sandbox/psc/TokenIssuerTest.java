package fr.mssgw.sandbox.psc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenIssuerTest {
    @TempDir
    Path directory;

    private TokenIssuer psc;

    @BeforeEach
    void start() throws Exception {
        psc = new TokenIssuer(directory, 0, InstantSource.system());
        psc.start();
    }

    @AfterEach
    void stop() {
        psc.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(psc.issuer() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private SignedJWT verified(String token) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        JWKSet keys = JWKSet.parse(get("/jwks").body());
        assertThat(jwt.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        return jwt;
    }

    @Test
    void aTokenNamesTheProfessionalAndVerifiesWithThePublishedKey() throws Exception {
        SignedJWT jwt = verified(get("/token?rpps=10001234567").body());
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo(psc.issuer());
        assertThat(jwt.getJWTClaimsSet().getStringClaim("SubjectNameID")).isEqualTo("810001234567");
        assertThat(jwt.getJWTClaimsSet().getExpirationTime()).isAfter(new Date());
        assertThat(get("/.well-known/openid-configuration").body()).contains(psc.issuer() + "/jwks");
        assertThat(get("/jwks").body()).doesNotContain("\"d\":");
    }

    @Test
    void anExpiredTokenIsToBeHad() throws Exception {
        SignedJWT jwt = verified(get("/token?rpps=10001234567&ttl=-3600").body());
        assertThat(jwt.getJWTClaimsSet().getExpirationTime()).isBefore(new Date());
    }

    @Test
    void afterARotationOldTokensStillVerifyAndNewOnesHaveAnotherKey() throws Exception {
        String before = get("/token?rpps=10001234567").body();
        psc.rotate();
        String after = get("/token?rpps=10001234567").body();
        assertThat(verified(after).getHeader().getKeyID())
                .isNotEqualTo(verified(before).getHeader().getKeyID());
    }

    @Test
    void aBadRppsIsRefused() throws Exception {
        assertThat(get("/token?rpps=abc").statusCode()).isEqualTo(400);
    }
}

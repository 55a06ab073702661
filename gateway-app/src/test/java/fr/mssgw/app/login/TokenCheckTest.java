package fr.mssgw.app.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import fr.mssgw.app.TestOperator;
import fr.mssgw.app.login.TokenCheck.Outcome;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.PscConfig;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.identity.Rpps;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenCheckTest {

    private static final String CLAIRE = "10000000001";
    private static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final ThrowingConsumer<Outcome> OF_CLAIRE =
            outcome -> assertThat(((Outcome.Genuine) outcome).person()).isEqualTo(new Rpps(CLAIRE));

    @TempDir
    Path directory = Path.of(".");

    private Instant now = NOON;
    private FakePsc psc;

    @BeforeEach
    void open() throws Exception {
        psc = new FakePsc();
    }

    @AfterEach
    void close() {
        psc.close();
    }

    @Test
    void aTokenSaysWhoItIs() throws Exception {
        TokenCheck check = check();
        assertThat(check.judge(psc.token(CLAIRE, now))).satisfies(OF_CLAIRE);
        assertThat(check.judge(FakePsc.signed(JWSAlgorithm.PS256, FakePsc.FIRST, psc.claims(CLAIRE, now))))
                .satisfies(OF_CLAIRE);
        assertThat(check.judge(FakePsc.signed(JWSAlgorithm.ES256, FakePsc.CURVE, psc.claims(CLAIRE, now))))
                .satisfies(OF_CLAIRE);
        assertThat(psc.fetches).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("wrongClaims")
    void aTokenThatIsNotRightSaysNothing(UnaryOperator<JWTClaimsSet.Builder> change, String reason) throws Exception {
        assertThat(check().judge(psc.token(CLAIRE, now, change))).isEqualTo(new Outcome.Refused(reason));
    }

    static Stream<Arguments> wrongClaims() {
        return Stream.of(
                wrong(claims -> claims.expirationTime(Date.from(NOON.minusSeconds(60))), "token expired"),
                wrong(claims -> claims.expirationTime(null), "token expired"),
                wrong(claims -> claims.notBeforeTime(Date.from(NOON.plusSeconds(61))), "token not yet valid"),
                wrong(claims -> claims.issuer("http://127.0.0.1:1"), "token of another issuer"),
                wrong(claims -> claims.issuer(null), "token of another issuer"),
                wrong(claims -> claims.audience("elsewhere"), "token for another audience"),
                wrong(claims -> claims.claim("typ", "ID"), "not an access token"),
                wrong(claims -> claims.claim("preferred_username", "810000000002"), "token names no one person"),
                wrong(
                        claims -> claims.claim("preferred_username", null).claim("SubjectNameID", null),
                        "token names no one person"),
                wrong(
                        claims -> claims.claim("preferred_username", null).claim("SubjectNameID", "0123456789"),
                        "token names no RPPS"),
                wrong(claims -> claims.claim("SubjectNameID", 8), "not a signed token"));
    }

    private static Arguments wrong(UnaryOperator<JWTClaimsSet.Builder> change, String reason) {
        return Arguments.of(change, reason);
    }

    @Test
    void clocksMayDifferByTheConfiguredSkew() throws Exception {
        Secret late = psc.token(CLAIRE, now, claims -> claims.expirationTime(Date.from(now.minusSeconds(59))));
        Secret early = psc.token(CLAIRE, now, claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60))));
        assertThat(check().judge(late)).satisfies(OF_CLAIRE);
        assertThat(check().judge(early)).satisfies(OF_CLAIRE);
    }

    @Test
    void theAuthorizedPartyCountsAsAudienceAndWithoutAListAnyDoes() throws Exception {
        Secret elsewhere = psc.token(CLAIRE, now, claims -> claims.audience("elsewhere"));
        assertThat(check("psc: { issuer: \"ISSUER\", audience: [ lps ] }").judge(elsewhere))
                .satisfies(OF_CLAIRE);
        assertThat(check("psc: { issuer: \"ISSUER\" }").judge(elsewhere)).satisfies(OF_CLAIRE);
    }

    @Test
    void onlyAsymmetricSignaturesCount() throws Exception {
        TokenCheck check = check();
        JWTClaimsSet claims = psc.claims(CLAIRE, now).build();
        assertThat(check.judge(new Secret(new PlainJWT(claims).serialize())))
                .isEqualTo(new Outcome.Refused("not a signed token"));

        // the public key as an HMAC secret (RFC 8725 §2.1)
        SignedJWT hmac = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims);
        hmac.sign(new MACSigner(FakePsc.FIRST.toRSAPublicKey().getEncoded()));
        assertThat(check.judge(new Secret(hmac.serialize())))
                .isEqualTo(new Outcome.Refused("token algorithm not allowed"));
        assertThat(check.judge(FakePsc.signed(JWSAlgorithm.RS512, FakePsc.FIRST, psc.claims(CLAIRE, now))))
                .isEqualTo(new Outcome.Refused("token algorithm not allowed"));
    }

    @Test
    void anotherKeyUnderAKnownNameSignsNothing() throws Exception {
        RSAKey impostor = new RSAKeyGenerator(2048).keyID("first").generate();
        assertThat(check().judge(FakePsc.signed(JWSAlgorithm.RS256, impostor, psc.claims(CLAIRE, now))))
                .isEqualTo(new Outcome.Refused("token signature wrong"));
        String right = psc.token(CLAIRE, now).reveal();
        String other = psc.token("10000000002", now).reveal();
        String mixed = other.substring(0, other.lastIndexOf('.')) + right.substring(right.lastIndexOf('.'));
        assertThat(check().judge(new Secret(mixed))).isEqualTo(new Outcome.Refused("token signature wrong"));
    }

    @Test
    void rubbishIsNoToken() throws Exception {
        for (String rubbish : new String[] {"", "a.b.c", "é", "eyJhbGciOiJSUzI1NiJ9..", "x".repeat(20_000)}) {
            assertThat(check().judge(new Secret(rubbish))).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void aRotatedKeyIsFetchedAtOnceAndInventedNamesDoNotFloodTheIssuer() throws Exception {
        TokenCheck check = check();
        check.judge(psc.token(CLAIRE, now));
        Secret next = FakePsc.signed(JWSAlgorithm.RS256, FakePsc.SECOND, psc.claims(CLAIRE, now));
        assertThat(check.judge(next)).isEqualTo(new Outcome.Refused("token of an unknown key"));
        psc.publish(FakePsc.SECOND, FakePsc.FIRST);
        assertThat(check.judge(next)).satisfies(OF_CLAIRE);
        assertThat(psc.fetches).hasValue(3);

        RSAKey invented = new RSAKeyGenerator(2048).keyID("invented").generate();
        for (int i = 0; i < 50; i++) {
            check.judge(FakePsc.signed(JWSAlgorithm.RS256, invented, psc.claims(CLAIRE, now)));
        }
        assertThat(psc.fetches).hasValue(3);
        now = now.plus(PscKeys.WINDOW).plusSeconds(1);
        check.judge(FakePsc.signed(JWSAlgorithm.RS256, invented, psc.claims(CLAIRE, now)));
        assertThat(psc.fetches).hasValue(4);
    }

    @Test
    void whileTheIssuerIsDownKnownKeysGoOnForADayAndNewOnesWait() throws Exception {
        TokenCheck check = check();
        check.judge(psc.token(CLAIRE, now));
        psc.answer(503);
        now = now.plus(PscKeys.FRESH).plusSeconds(1);
        assertThat(check.judge(psc.token(CLAIRE, now))).satisfies(OF_CLAIRE);
        Secret next = FakePsc.signed(JWSAlgorithm.RS256, FakePsc.SECOND, psc.claims(CLAIRE, now));
        assertThatThrownBy(() -> check.judge(next)).isInstanceOf(PscSilent.class);
        assertThat(psc.fetches).hasValue(1);

        now = now.plus(PscKeys.STALE);
        assertThatThrownBy(() -> check.judge(psc.token(CLAIRE, now))).isInstanceOf(PscSilent.class);
        psc.answer(200);
        now = now.plus(PscKeys.AFTER_FAILURE).plus(Duration.ofSeconds(1));
        assertThat(check.judge(psc.token(CLAIRE, now))).satisfies(OF_CLAIRE);
    }

    @Test
    void anIssuerThatNobodyAnswersForIsSilentNotWrong() throws Exception {
        TokenCheck check = check();
        Secret token = psc.token(CLAIRE, now);
        psc.close();
        assertThatThrownBy(() -> check.judge(token)).isInstanceOf(PscSilent.class);
    }

    @Test
    void aDiscoveryDocumentOfAnotherIssuerIsNotBelieved() throws Exception {
        psc.callItself("https://elsewhere.example.fr");
        TokenCheck check = check();
        assertThatThrownBy(() -> check.judge(psc.token(CLAIRE, now))).isInstanceOf(PscSilent.class);
        assertThat(check("psc: { issuer: \"ISSUER\", jwks: \"ISSUER/jwks\" }").judge(psc.token(CLAIRE, now)))
                .satisfies(OF_CLAIRE);
    }

    private TokenCheck check() throws Exception {
        return check("psc: { issuer: \"ISSUER\", audience: [ operator, other ] }");
    }

    private TokenCheck check(String block) throws Exception {
        TestOperator operator = new TestOperator(directory);
        operator.replace(
                "gateway.yaml", "data: ../data\n", "data: ../data\n" + block.replace("ISSUER", psc.issuer()) + "\n");
        PscConfig config = GatewayConfig.read(operator.config).psc().orElseThrow();
        return new TokenCheck(config, () -> now);
    }
}

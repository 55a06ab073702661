package fr.mssgw.app.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import fr.mssgw.config.PscConfig;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.identity.Rpps;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whose a Pro Santé Connect access token is (RFC 7519, RFC 8725): signed by a key of the issuer with an asymmetric
 * algorithm, of that issuer, for one of our audiences, within its time. The person is the RPPS of {@code SubjectNameID}
 * or {@code preferred_username}, written with the prefix 8 of docs/domain.md §2; where both are there they must agree.
 * Thread-safe.
 */
public final class TokenCheck {

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final int SHORTEST_RSA = 2048;
    private static final Pattern NATIONAL = Pattern.compile("8(\\d{11})");

    private final PscConfig config;
    private final PscKeys keys;
    private final InstantSource clock;

    /** What a token turned out to be. */
    sealed interface Outcome {

        /** @param until its end, with the allowance for clocks that differ */
        record Genuine(Rpps person, Instant until) implements Outcome {}

        /** @param reason for the audit, without anything of the token */
        record Refused(String reason) implements Outcome {}
    }

    public TokenCheck(PscConfig config, InstantSource clock) {
        this.config = config;
        this.keys = new PscKeys(config, clock);
        this.clock = clock;
    }

    /** @throws PscSilent where that cannot be told now */
    Outcome judge(Secret token) throws PscSilent {
        if (token.reveal().length() > LONGEST_TOKEN) {
            return new Outcome.Refused("token too long");
        }
        try {
            SignedJWT signed = SignedJWT.parse(token.reveal());
            Optional<String> fault = signature(signed);
            return fault.isPresent() ? new Outcome.Refused(fault.get()) : claims(signed.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException e) {
            return new Outcome.Refused("not a signed token");
        }
    }

    private Optional<String> signature(SignedJWT signed) throws PscSilent {
        JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
        String id = signed.getHeader().getKeyID();
        if (!ALGORITHMS.contains(algorithm)) {
            return Optional.of("token algorithm not allowed");
        }
        if (id == null) {
            return Optional.of("token without a key name");
        }
        Optional<JWK> key = keys.find(id);
        if (key.isEmpty()) {
            return Optional.of("token of an unknown key");
        }
        try {
            Optional<JWSVerifier> verifier = verifier(key.get(), algorithm);
            return verifier.isPresent() && signed.verify(verifier.get())
                    ? Optional.empty()
                    : Optional.of("token signature wrong");
        } catch (JOSEException e) {
            return Optional.of("token signature wrong");
        }
    }

    /** Empty where this key is not for this algorithm. */
    private static Optional<JWSVerifier> verifier(JWK key, JWSAlgorithm algorithm) throws JOSEException {
        boolean fits = (key.getAlgorithm() == null || algorithm.equals(key.getAlgorithm()))
                && (key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()));
        if (fits && key instanceof ECKey curve && algorithm.equals(JWSAlgorithm.ES256)) {
            return Curve.P_256.equals(curve.getCurve()) ? Optional.of(new ECDSAVerifier(curve)) : Optional.empty();
        }
        if (fits && key instanceof RSAKey rsa && !algorithm.equals(JWSAlgorithm.ES256)) {
            return rsa.size() >= SHORTEST_RSA ? Optional.of(new RSASSAVerifier(rsa)) : Optional.empty();
        }
        return Optional.empty();
    }

    private Outcome claims(JWTClaimsSet claims) throws ParseException {
        if (!config.issuer().equals(claims.getIssuer())) {
            return new Outcome.Refused("token of another issuer");
        }
        String type = claims.getStringClaim("typ");
        if (type != null && !type.equalsIgnoreCase("Bearer")) {
            return new Outcome.Refused("not an access token");
        }
        if (!forUs(claims)) {
            return new Outcome.Refused("token for another audience");
        }
        Instant now = clock.instant();
        Date end = claims.getExpirationTime();
        if (end == null || !now.isBefore(end.toInstant().plus(config.clockSkew()))) {
            return new Outcome.Refused("token expired");
        }
        Date begin = claims.getNotBeforeTime();
        if (begin != null && now.isBefore(begin.toInstant().minus(config.clockSkew()))) {
            return new Outcome.Refused("token not yet valid");
        }
        return person(claims, end.toInstant().plus(config.clockSkew()));
    }

    private boolean forUs(JWTClaimsSet claims) throws ParseException {
        if (config.audience().isEmpty()) {
            return true;
        }
        String party = claims.getStringClaim("azp");
        return claims.getAudience().stream().anyMatch(config.audience()::contains)
                || (party != null && config.audience().contains(party));
    }

    private static Outcome person(JWTClaimsSet claims, Instant until) throws ParseException {
        List<String> numbers = new ArrayList<>();
        for (String name : new String[] {"SubjectNameID", "preferred_username"}) {
            String value = claims.getStringClaim(name);
            if (value != null) {
                numbers.add(value);
            }
        }
        if (numbers.isEmpty() || !numbers.stream().allMatch(numbers.get(0)::equals)) {
            return new Outcome.Refused("token names no one person");
        }
        Matcher national = NATIONAL.matcher(numbers.get(0));
        return national.matches()
                ? new Outcome.Genuine(new Rpps(national.group(1)), until)
                : new Outcome.Refused("token names no RPPS");
    }
}

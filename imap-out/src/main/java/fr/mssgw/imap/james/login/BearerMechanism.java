package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Secret;
import fr.mssgw.imap.james.connection.ClientSession;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Pro Santé Connect token, as XOAUTH2 or OAUTHBEARER (RFC 7628) carries it. A refused client gets the JSON challenge of
 * docs/domain.md §4, answers with anything, and then reads the failure.
 */
final class BearerMechanism implements Mechanism {
    private static final byte[] REFUSAL =
            "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}".getBytes(StandardCharsets.US_ASCII);

    /** {@code user=BAL^Aauth=Bearer TOKEN^A^A}. */
    private static final Pattern XOAUTH2 = Pattern.compile("user=([^\1]{1,320})\1auth=[Bb]earer ([!-~]{1,16384})\1\1");

    /** {@code n,a=BAL,^A…auth=Bearer TOKEN^A…^A}: between a GS2 header and the end, key=value pairs. */
    private static final Pattern OAUTHBEARER = Pattern.compile(
            "[nyp][^,]{0,64},a=([^,\1]{1,320}),\1(?:(?:host|port)=[^\1]{0,320}\1)*+auth=[Bb]earer ([!-~]{1,16384})"
                    + "\1(?:(?:host|port)=[^\1]{0,320}\1)*+\1");

    private final String name;
    private final Pattern form;

    private BearerMechanism(String name, Pattern form) {
        this.name = name;
        this.form = form;
    }

    static Mechanism xoauth2() {
        return new BearerMechanism("XOAUTH2", XOAUTH2);
    }

    static BearerMechanism oauthbearer() {
        return new BearerMechanism("OAUTHBEARER", OAUTHBEARER);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Credential> read(byte[] response, ClientSession session) {
        return parse(response);
    }

    /** Empty where it is not of the form; never fails. */
    Optional<Credential> parse(byte[] response) {
        Matcher parts = form.matcher(new String(response, StandardCharsets.UTF_8));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String user = parts.group(1).replace("=2C", ",").replace("=3D", "="); // RFC 5801 §4 saslname
        return Optional.of(new Credential.Token(user, new Secret(parts.group(2))));
    }

    @Override
    public Optional<byte[]> refusalChallenge() {
        return Optional.of(REFUSAL);
    }
}

package fr.mssgw.imap.james.login;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.text.Ascii;
import fr.mssgw.imap.james.connection.ClientSession;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * PLAIN (RFC 4616): authorisation identity, NUL, user, NUL, password. James splits without blank fields, so that an
 * empty one shifts the others (docs/james.md §4); here there are exactly three. The BAL is the user name; an
 * authorisation identity that names another is refused.
 */
final class PlainMechanism implements Mechanism {
    private static final int LONGEST_FIELD = 1024;

    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public Optional<Credential> read(byte[] response, ClientSession session) {
        return parse(response).map(credential -> credential);
    }

    static Optional<Credential.Password> parse(byte[] response) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response))
                    .toString();
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
        String[] fields = text.split("\0", -1);
        if (fields.length != 3
                || fields[1].isEmpty()
                || fields[2].isEmpty()
                || fields[1].length() > LONGEST_FIELD
                || fields[2].length() > LONGEST_FIELD
                || !(fields[0].isEmpty() || Ascii.same(fields[0], fields[1]))) {
            return Optional.empty();
        }
        return Optional.of(new Credential.Password(fields[1], new Secret(fields[2])));
    }
}

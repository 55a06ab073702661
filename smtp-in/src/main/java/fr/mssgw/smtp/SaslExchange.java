package fr.mssgw.smtp;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.text.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of one AUTH command (RFC 4954 §4) up to the credential, which others judge. Holds no network and
 * asks nobody. Not thread-safe.
 */
public final class SaslExchange {
    /** The mechanisms, by name. */
    public enum Mechanism {
        PLAIN,
        LOGIN,
        XOAUTH2,
        OAUTHBEARER,
        EXTERNAL;

        /** Whether a refusal is told by a challenge that the client answers with a blank line first (RFC 7628 §3.2.3). */
        public boolean refusesByChallenge() {
            return this == XOAUTH2 || this == OAUTHBEARER;
        }
    }

    /** What comes next. */
    public sealed interface Step {
        /** Ask the client. @param base64 what follows 334, already encoded */
        record Challenge(String base64) implements Step {}

        /** Judge this. */
        record Shown(Credential credential) implements Step {}

        /** No credential that could be judged: refuse as a wrong one. */
        record Unacceptable() implements Step {}
    }

    /** What a refused token gets as its last challenge (docs/domain.md §4). */
    public static final String TOKEN_REFUSED = encode("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}");

    private static final String USERNAME = encode("Username:");
    private static final String PASSWORD = encode("Password:");
    private static final char CTRL_A = '\u0001';

    private final Mechanism mechanism;
    private final List<X509Certificate> chain;
    private @Nullable String user;

    private SaslExchange(Mechanism mechanism, List<X509Certificate> chain) {
        this.mechanism = mechanism;
        this.chain = chain;
    }

    /**
     * Begins the exchange of the named mechanism.
     *
     * @param chain the client's certificates; not judged
     * @throws SyntaxFault 504 for an unknown name
     */
    public static SaslExchange begin(String name, List<X509Certificate> chain) throws SyntaxFault {
        for (Mechanism mechanism : Mechanism.values()) {
            if (mechanism.name().equals(Ascii.upper(name))) {
                return new SaslExchange(mechanism, chain);
            }
        }
        throw new SyntaxFault(Replies.UNKNOWN_MECHANISM);
    }

    public Mechanism mechanism() {
        return mechanism;
    }

    /** The first step; an initial response of {@code =} is an empty one (RFC 4954 §4). */
    public Step start(Optional<String> initialResponse) throws SyntaxFault {
        if (initialResponse.isEmpty()) {
            return new Step.Challenge(mechanism == Mechanism.LOGIN ? USERNAME : "");
        }
        return answer(initialResponse.get().equals("=") ? "" : initialResponse.get());
    }

    /**
     * Reads the client's answer.
     *
     * @throws SyntaxFault 501 when it cannot be decoded or the client gave up with {@code *}
     */
    public Step answer(String base64) throws SyntaxFault {
        if (base64.equals("*")) {
            throw new SyntaxFault(Replies.CANCELLED);
        }
        String text = decode(base64);
        return switch (mechanism) {
            case PLAIN -> plain(text);
            case LOGIN -> login(text);
            case EXTERNAL -> external(text);
            case XOAUTH2 -> token(fields(text), Optional.empty());
            case OAUTHBEARER -> bearer(text);
        };
    }

    /** RFC 4616: authorisation identity, user, password, parted by NUL; only the first may be empty. */
    private static Step plain(String text) throws SyntaxFault {
        String[] parts = text.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            throw new SyntaxFault(Replies.NOT_BASE64);
        }
        if (!parts[0].isEmpty() && !Ascii.same(parts[0], parts[1])) {
            return new Step.Unacceptable(); // nobody acts for another: the credential says who (docs/contract.md §3)
        }
        return new Step.Shown(new Credential.Password(parts[1], new Secret(parts[2])));
    }

    private Step login(String text) throws SyntaxFault {
        if (text.isEmpty()) {
            throw new SyntaxFault(Replies.NOT_BASE64);
        }
        String known = user;
        if (known == null) {
            user = text;
            return new Step.Challenge(PASSWORD);
        }
        return new Step.Shown(new Credential.Password(known, new Secret(text)));
    }

    private Step external(String text) {
        if (chain.isEmpty()) {
            return new Step.Unacceptable();
        }
        return new Step.Shown(new Credential.Certificate(text.isEmpty() ? Optional.empty() : Optional.of(text), chain));
    }

    /** RFC 7628 §3.1: {@code n,a=user,^Aauth=Bearer token^A^A}. */
    private static Step bearer(String text) throws SyntaxFault {
        int headerEnd = text.indexOf(CTRL_A);
        String[] header =
                headerEnd < 0 ? new String[0] : text.substring(0, headerEnd).split(",", -1);
        if (header.length != 3 || !(header[0].equals("n") || header[0].equals("y")) || !header[2].isEmpty()) {
            throw new SyntaxFault(Replies.NOT_BASE64);
        }
        Optional<String> named = Optional.empty();
        if (!header[1].isEmpty()) {
            if (!header[1].startsWith("a=")) {
                throw new SyntaxFault(Replies.NOT_BASE64);
            }
            named = Optional.of(header[1].substring(2).replace("=2C", ",").replace("=3D", "="));
        }
        return token(fields(text.substring(headerEnd + 1)), named);
    }

    /** Key=value pairs, each ended by ^A, and one ^A more at the end. */
    private static List<String> fields(String text) throws SyntaxFault {
        int length = text.length();
        if (length < 2 || text.charAt(length - 1) != CTRL_A || text.charAt(length - 2) != CTRL_A) {
            throw new SyntaxFault(Replies.NOT_BASE64);
        }
        return List.of(text.substring(0, length - 2).split(String.valueOf(CTRL_A), 16));
    }

    private static Step token(List<String> fields, Optional<String> named) throws SyntaxFault {
        List<String> users = new ArrayList<>(named.stream().toList());
        List<String> tokens = new ArrayList<>();
        for (String field : fields) {
            if (named.isEmpty() && field.startsWith("user=")) {
                users.add(field.substring("user=".length()));
            } else if (Ascii.startsWith(field, "auth=Bearer ")) {
                tokens.add(field.substring(12).strip());
            }
        }
        if (users.size() != 1
                || tokens.size() != 1
                || users.get(0).isEmpty()
                || tokens.get(0).isEmpty()) {
            throw new SyntaxFault(Replies.NOT_BASE64);
        }
        return new Step.Shown(new Credential.Token(users.get(0), new Secret(tokens.get(0))));
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String base64) throws SyntaxFault {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException notText) {
            throw new SyntaxFault(Replies.NOT_BASE64);
        }
    }
}

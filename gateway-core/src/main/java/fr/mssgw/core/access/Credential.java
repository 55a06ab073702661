package fr.mssgw.core.access;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a client shows to log in. The user name is always the BAL's address; the credential says who
 * (docs/contract.md §3).
 */
public sealed interface Credential {
    /** PLAIN or LOGIN: a password of a person for this BAL, or an application password. */
    record Password(String user, Secret password) implements Credential {}

    /** XOAUTH2 or OAUTHBEARER: a Pro Santé Connect access token. */
    record Token(String user, Secret token) implements Credential {}

    /**
     * EXTERNAL: the TLS client certificate of an applicative BAL.
     *
     * @param user the authorisation identity, where the client gave one
     * @param chain as the peer sent it, its own certificate first; not yet judged
     */
    record Certificate(Optional<String> user, List<X509Certificate> chain) implements Credential {
        public Certificate {
            chain = List.copyOf(chain);
        }
    }
}

package fr.mssgw.core.access;

import java.time.Instant;
import java.util.Optional;

/** How an attempt to log in ended. */
public sealed interface Login {
    /** @param until when the session must end, since what was shown holds no longer; empty: no such time */
    record Granted(Identity identity, Optional<Instant> until) implements Login {
        public Granted(Identity identity) {
            this(identity, Optional.empty());
        }
    }

    /** @param reason for the audit; the client is told no more than that the login was refused */
    record Denied(String reason) implements Login {}

    /** Too many wrong credentials for this BAL from this address: 421 on SMTP, NO and a closed connection on IMAP. */
    record Locked() implements Login {}
}

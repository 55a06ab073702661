package fr.mssgw.core.access;

/** How an attempt to log in ended. */
public sealed interface Login {
    record Granted(Identity identity) implements Login {}

    /** @param reason for the audit; the client is told no more than that the login was refused */
    record Denied(String reason) implements Login {}

    /** Too many wrong credentials for this BAL from this address: 421 on SMTP, NO and a closed connection on IMAP. */
    record Locked() implements Login {}
}

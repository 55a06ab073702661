package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;

/**
 * What some server found out about a mail: {@code Authentication-Results} (RFC 8601 §2.2). Programs believe those of their
 * own server, so one that comes in from outside under its name is a forgery (§5).
 */
public final class AuthenticationResults {
    public static final String NAME = "Authentication-Results";

    private AuthenticationResults() {}

    /** Whether a field says that this server wrote it, in whatever case; a dot may stand at the end of its name. */
    public static boolean areOf(HeaderSection.Field field, String hostname) {
        if (!field.is(NAME)) {
            return false;
        }
        Tokens tokens = new Tokens(field.octetValue());
        String server = tokens.peek() == '"' ? tokens.quoted() : tokens.token();
        String name = server.endsWith(".") ? server.substring(0, server.length() - 1) : server;
        return Ascii.same(name, hostname);
    }
}

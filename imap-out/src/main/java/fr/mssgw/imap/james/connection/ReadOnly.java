package fr.mssgw.imap.james.connection;

import org.apache.james.imap.api.process.ImapSession;

/**
 * Whether a session has its folder open by EXAMINE, under which nothing of it changes (RFC 3501 §6.3.2). James 3.8.1 says so
 * to the client, and then lets it change everything.
 */
public final class ReadOnly {
    private static final String ATTRIBUTE = "fr.mssgw.imap.read-only";

    private ReadOnly() {}

    /** Notes how the folder was opened. */
    public static void note(ImapSession session, boolean readOnly) {
        session.setAttribute(ATTRIBUTE, readOnly);
    }

    /** Of the folder that is open now. */
    public static boolean is(ImapSession session) {
        return session.getSelected() != null && Boolean.TRUE.equals(session.getAttribute(ATTRIBUTE));
    }
}

package fr.mssgw.imap.james.connection;

import org.apache.james.imap.api.process.ImapSession;

/**
 * Ends a command whose answer nobody waits for: its client has left, or it was ended for taking too long
 * ({@link CommandWatch}). Thrown where an answer would be written and by loops that look; what was done until then stays.
 */
public final class NoLongerWanted extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoLongerWanted() {
        super("the client has left", null, false, false);
    }

    /** For loops between two steps. @throws NoLongerWanted when the command that runs on this thread was ended */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new NoLongerWanted();
        }
    }

    /** The same where the session is at hand. @throws NoLongerWanted also when its client has left */
    public static void check(ImapSession session) {
        check();
        if (session instanceof ClientSession client && !client.isConnected()) {
            throw new NoLongerWanted();
        }
    }
}

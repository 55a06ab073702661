package fr.mssgw.imap.james.connection;

/**
 * Cuts the strings of an ID command short while it arrives before login: RFC 2971 §3.3 lets a client send 32 kB there,
 * of which nobody needs more than the beginning of each value. So the connection holds no more memory for it than for
 * any other command. Fed with every octet of a command outside literals, in order.
 */
final class ShortenedId {
    private static final int KEPT = 64;
    private static final int LONGEST = 1_024;
    private static final byte[] VERB = {'I', 'D'};

    private State state = State.TAG;
    private int length;
    private boolean escaped;

    private enum State {
        TAG,
        VERB,
        ARGUMENTS,
        STRING,
        /** Another command, which is kept as it is. */
        OTHER
    }

    /** What to do with an octet. */
    enum Verdict {
        KEEP,
        DROP,
        /** A string is longer than the RFC allows. */
        TOO_LONG
    }

    /** Whether this is an ID, so far. */
    boolean isId() {
        return state == State.ARGUMENTS || state == State.STRING;
    }

    Verdict take(byte octet) {
        switch (state) {
            case TAG -> {
                if (octet == ' ') {
                    state = State.VERB;
                }
            }
            case VERB -> verb(octet);
            case ARGUMENTS -> {
                if (octet == '"') {
                    state = State.STRING;
                    length = 0;
                }
            }
            case STRING -> {
                return inString(octet);
            }
            case OTHER -> {}
        }
        return Verdict.KEEP;
    }

    private void verb(byte octet) {
        if (length < VERB.length && Character.toUpperCase(octet) == VERB[length]) {
            length++;
        } else {
            state = length == VERB.length && octet == ' ' ? State.ARGUMENTS : State.OTHER;
        }
    }

    private Verdict inString(byte octet) {
        if (octet == '\n' || octet == '"' && !escaped) {
            state = State.ARGUMENTS;
            escaped = false;
            return Verdict.KEEP;
        }
        boolean quoting = octet == '\\' && !escaped;
        Verdict verdict = length > LONGEST ? Verdict.TOO_LONG : length >= KEPT ? Verdict.DROP : Verdict.KEEP;
        if (!quoting) {
            length++;
        }
        escaped = quoting;
        return octet == '\r' ? Verdict.KEEP : verdict;
    }
}

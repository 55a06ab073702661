package fr.mssgw.imap.james.connection;

/**
 * What one command may hold. CVE-2024-37358: James 3.8.1 takes literals of any size before login (docs/james.md §5);
 * its later versions settle for 8,192 octets and 64 literals, so do we.
 *
 * @param line octets outside literals that are kept
 * @param id octets outside literals of an ID command, whose strings are kept in part before login; 30 fields of 1,024
 *     octets with names of 30 (RFC 2971 §3.3) make 32 kB, and 64 kB where all of it is escaped
 * @param literal octets of one literal
 * @param upload octets of a literal that is a message (APPEND, REPLACE)
 * @param sum octets of all literals of one command
 * @param literals how many of them
 */
record Limits(int line, int id, long literal, long upload, long sum, int literals) {
    private static final int MOST_LITERALS = 64;

    static final Limits BEFORE_LOGIN = new Limits(8 * 1024, 64 * 1024, 8 * 1024, 8 * 1024, 32 * 1024, MOST_LITERALS);

    static Limits afterLogin(long message) {
        return new Limits(64 * 1024, 64 * 1024, 64 * 1024, message, message + 128 * 1024, MOST_LITERALS);
    }

    /** Whether an ID may be longer than what is kept of it. */
    boolean shortensId() {
        return id > line;
    }
}

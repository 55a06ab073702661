package fr.mssgw.imap;

import java.util.Arrays;

/** The threads on which commands run. */
final class Workers {
    private Workers() {}

    /** How many run one now, on all servers of this machine. */
    static long busy() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("imap-command"))
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith(".CommandRunner")))
                .count();
    }
}

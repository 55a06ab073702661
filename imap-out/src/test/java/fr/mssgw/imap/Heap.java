package fr.mssgw.imap;

/** What the server and its test hold in memory. */
final class Heap {
    private Heap() {}

    /** Octets in use after a collection: the least of three. */
    static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}

package fr.mssgw.certs.archive;

/**
 * What the reading of one file may cost, whatever archives lie within its archives: 1,000 entries, 256 MiB inflated and
 * 100 times what was read of the file (from 1 MiB on), three levels of archives. Not thread-safe.
 */
public final class ArchiveBounds {
    private static final int MOST_ENTRIES = 1_000;
    private static final long LARGEST_INFLATED = 256L * 1024 * 1024;
    private static final int HIGHEST_RATIO = 100;
    /** Below this much inflated, the ratio says nothing. */
    private static final long SMALL = 1024 * 1024;
    /** A workbook in a report in a ZIP. */
    private static final int DEEPEST = 3;

    private int depth;
    private int entries;
    private long inflated;
    private long compressed;

    void enter() throws UnreadableArchive {
        depth++;
        if (depth > DEEPEST) {
            throw new UnreadableArchive("archives too deep in archives");
        }
    }

    void leave() {
        depth--;
    }

    void entry() throws UnreadableArchive {
        entries++;
        if (entries > MOST_ENTRIES) {
            throw new UnreadableArchive("more than " + MOST_ENTRIES + " entries");
        }
    }

    void read(int octets) {
        // what an inner archive reads was inflated by the outer one
        compressed += depth == 1 ? octets : 0;
    }

    void inflated(int octets) throws UnreadableArchive {
        inflated += octets;
        if (inflated > LARGEST_INFLATED || inflated > SMALL && inflated / HIGHEST_RATIO > compressed) {
            throw new UnreadableArchive("the archive inflates too far");
        }
    }
}

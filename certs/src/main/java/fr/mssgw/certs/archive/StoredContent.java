package fr.mssgw.certs.archive;

import java.io.IOException;

/** An entry that lies in the archive as it is (method 0). */
final class StoredContent extends EntryContent {
    private final Octets archive;
    private final long length;
    private long taken;

    StoredContent(Octets archive, long length, ArchiveBounds bounds) {
        super(bounds);
        this.archive = archive;
        this.length = length;
    }

    @Override
    int next(byte[] octets, int offset, int most) throws IOException {
        if (taken == length) {
            return -1;
        }
        int read = archive.take(octets, offset, (int) Math.min(most, length - taken));
        taken += read;
        return read;
    }

    @Override
    long compressed() {
        return taken;
    }
}

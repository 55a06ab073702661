package fr.mssgw.certs.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The content of one entry, counted and summed as it is read. Whoever reads it may stop anywhere and may overlook a
 * failure: the archive reads on to the end of the entry and fails then. Closing it changes nothing.
 */
abstract class EntryContent extends InputStream {
    private final ArchiveBounds bounds;
    private final CRC32 crc = new CRC32();
    private long size;
    private boolean ended;
    private @Nullable IOException failure;

    EntryContent(ArchiveBounds bounds) {
        this.bounds = bounds;
    }

    /** @return how many octets it gave, at least one; -1 at the end */
    abstract int next(byte[] octets, int offset, int length) throws IOException;

    /** How many octets of the archive it took, once it was read to its end. */
    abstract long compressed();

    final long size() {
        return size;
    }

    final long crc() {
        return crc.getValue();
    }

    final void drain() throws IOException {
        byte[] rest = new byte[16 * 1024];
        while (read(rest, 0, rest.length) >= 0) {
            // counted and summed
        }
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public final int read(byte[] octets, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        try {
            int read = next(octets, offset, length);
            ended = read < 0;
            if (!ended) {
                crc.update(octets, offset, read);
                size += read;
                bounds.inflated(read);
            }
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}

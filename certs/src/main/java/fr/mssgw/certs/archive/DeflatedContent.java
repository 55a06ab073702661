package fr.mssgw.certs.archive;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An entry compressed by Deflate (method 8, RFC 1951), which tells by itself where it ends. */
final class DeflatedContent extends EntryContent {
    private final Octets archive;
    private final Inflater inflater;
    private final long most;
    private long fed;

    /** @param most octets of the archive that it may take: its compressed size, where that is known beforehand */
    DeflatedContent(Octets archive, Inflater inflater, long most, ArchiveBounds bounds) {
        super(bounds);
        this.archive = archive;
        this.inflater = inflater;
        this.most = most;
        inflater.reset();
    }

    @Override
    int next(byte[] octets, int offset, int length) throws IOException {
        try {
            while (true) {
                int read = inflater.inflate(octets, offset, length);
                if (read > 0) {
                    return read;
                }
                if (inflater.finished()) {
                    archive.giveBack(inflater.getRemaining());
                    return -1;
                }
                if (inflater.needsDictionary() || !inflater.needsInput() || fed == most) {
                    throw new UnreadableArchive("an entry ends before its content");
                }
                fed += archive.feed(inflater, most - fed);
            }
        } catch (DataFormatException e) {
            throw new UnreadableArchive("an entry that cannot be inflated");
        }
    }

    @Override
    long compressed() {
        return inflater.getBytesRead();
    }
}

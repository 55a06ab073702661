package fr.mssgw.certs.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;

/** The octets of an archive, from its first to its last; numbers are little-endian (APPNOTE §4.1.9). */
final class Octets {
    private final InputStream in;
    private final ArchiveBounds bounds;
    private final byte[] buffer = new byte[16 * 1024];
    private int at;
    private int end;
    private long before;

    Octets(InputStream in, ArchiveBounds bounds) {
        this.in = in;
        this.bounds = bounds;
    }

    /** Of the next octet, from the start of the archive. */
    long position() {
        return before + at;
    }

    boolean isAtEnd() throws IOException {
        if (at < end) {
            return false;
        }
        before += end;
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        bounds.read(end);
        return end == 0;
    }

    int u16() throws IOException {
        return octet() | octet() << 8;
    }

    long u32() throws IOException {
        return u16() | (long) u16() << 16;
    }

    byte[] take(int count) throws IOException {
        byte[] taken = new byte[count];
        for (int done = 0; done < count; ) {
            done += take(taken, done, count - done);
        }
        return taken;
    }

    /** @return how many it took, at least one */
    int take(byte[] octets, int offset, int most) throws IOException {
        requireMore();
        int count = Math.min(most, end - at);
        System.arraycopy(buffer, at, octets, offset, count);
        at += count;
        return count;
    }

    /** Hands up to this many octets over, which stay where they are until the inflater has read them. */
    int feed(Inflater inflater, long most) throws IOException {
        requireMore();
        int count = (int) Math.min(most, end - at);
        inflater.setInput(buffer, at, count);
        at += count;
        return count;
    }

    /** Takes back what the inflater was fed and did not read. */
    void giveBack(int count) {
        at -= count;
    }

    private int octet() throws IOException {
        requireMore();
        return buffer[at++] & 0xFF;
    }

    private void requireMore() throws IOException {
        if (isAtEnd()) {
            throw new UnreadableArchive("the archive ends early");
        }
    }
}

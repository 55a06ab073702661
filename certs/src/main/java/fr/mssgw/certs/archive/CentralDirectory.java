package fr.mssgw.certs.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * Compares the central directory (APPNOTE §4.3.12 and §4.3.16) with the entries that were read: each of them once, and
 * nothing else up to the last octet of the file. Archives of several disks, or with the end record of more than 4 GiB (ZIP64), are not
 * read; no mail needs them.
 */
final class CentralDirectory {
    static final long HEADER = 0x02014b50L;
    static final long END = 0x06054b50L;

    private static final int ZIP64_LOCATOR = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    /** Octets of a header and of the end record before their first part of free length, signatures aside. */
    private static final int FIXED = 42;

    private static final int END_FIXED = 18;
    private static final int UNIX = 3;
    private static final int UNIX_KIND = 0xF000;
    private static final int UNIX_LINK = 0xA000;

    private final Octets octets;
    private final Map<Long, Entry> entries;

    /** @param entries by where they start; emptied as the directory names them */
    CentralDirectory(Octets octets, Map<Long, Entry> entries) {
        this.octets = octets;
        this.entries = entries;
    }

    /** @param first signature, which was read already */
    void check(long first) throws IOException {
        long start = octets.position() - 4;
        long signature = first;
        int count = 0;
        byte[] last = new byte[0];
        while (signature == HEADER) {
            last = header();
            count++;
            signature = octets.u32();
        }
        if (signature != END || !entries.isEmpty() || endsLikeZip64(last)) {
            throw disagree();
        }
        end(start, octets.position() - 4 - start, count);
        if (!octets.isAtEnd()) {
            throw new UnreadableArchive("octets after the archive");
        }
    }

    /** @return its octets after the signature */
    private byte[] header() throws IOException {
        byte[] fixed = octets.take(FIXED);
        ByteBuffer fields = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
        int nameLength = u16(fields, 24);
        int extraLength = u16(fields, 26);
        byte[] rest = octets.take(nameLength + extraLength + u16(fields, 28));
        byte[] name = Arrays.copyOf(rest, nameLength);
        byte[] extra = Arrays.copyOfRange(rest, nameLength, nameLength + extraLength);
        Entry named = Entry.listed(
                name,
                u16(fields, 4),
                u16(fields, 6),
                u32(fields, 12),
                u32(fields, 16),
                u32(fields, 20),
                ExtraFields.zip64(extra, name));
        if (named.declaresUtf8()
                && !EntryNames.isUtf8(Arrays.copyOfRange(rest, nameLength + extraLength, rest.length))) {
            throw new UnreadableArchive("a comment that is not the UTF-8 that it says it is");
        }
        Entry read = entries.remove(u32(fields, 38));
        if (read == null || !read.agrees(named) || u16(fields, 30) != 0) {
            throw disagree();
        }
        // writers leave anything else there
        if (fixed[1] == UNIX && (u16(fields, 36) & UNIX_KIND) == UNIX_LINK) {
            throw new UnreadableArchive("a link");
        }
        byte[] whole = Arrays.copyOf(fixed, FIXED + rest.length);
        System.arraycopy(rest, 0, whole, FIXED, rest.length);
        return whole;
    }

    /** Some readers look for the locator of a ZIP64 directory before the end record, whatever lies there. */
    private static boolean endsLikeZip64(byte[] last) {
        return last.length >= LOCATOR_LENGTH
                && ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).getInt(last.length - LOCATOR_LENGTH)
                        == ZIP64_LOCATOR;
    }

    private void end(long start, long size, int count) throws IOException {
        ByteBuffer fields = ByteBuffer.wrap(octets.take(END_FIXED)).order(ByteOrder.LITTLE_ENDIAN);
        boolean oneDisk = u16(fields, 0) == 0 && u16(fields, 2) == 0;
        boolean counted = u16(fields, 4) == count && u16(fields, 6) == count;
        boolean placed = u32(fields, 8) == size && u32(fields, 12) == start;
        if (!oneDisk || !counted || !placed) {
            throw disagree();
        }
        byte[] comment = octets.take(u16(fields, 16));
        for (int at = 0; at + 3 < comment.length; at++) {
            if (comment[at] == 'P' && comment[at + 1] == 'K' && comment[at + 2] == 5 && comment[at + 3] == 6) {
                // a reader that looks from the end would find this one first
                throw new UnreadableArchive("a second end record in the comment");
            }
        }
    }

    private static int u16(ByteBuffer fields, int at) {
        return fields.getShort(at) & 0xFFFF;
    }

    private static long u32(ByteBuffer fields, int at) {
        return fields.getInt(at) & 0xFFFFFFFFL;
    }

    private static UnreadableArchive disagree() {
        return new UnreadableArchive("the directories of the archive disagree");
    }
}

package fr.mssgw.certs.archive;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What a header says of an entry, be it the one before its content or the one in the central directory (APPNOTE §4.3.7
 * and §4.3.12).
 *
 * @param name its octets
 * @param crc of the content, as are the sizes; 0 in the first header where they come after the content
 */
record Entry(byte[] name, int flags, int method, long crc, long compressed, long size) {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int DESCRIPTOR = 1 << 3;
    private static final int UTF_8 = 1 << 11;
    /** Bits 1 and 2 tell how hard the writer tried. */
    private static final int KNOWN = 1 << 1 | 1 << 2 | DESCRIPTOR | UTF_8;

    private static final long IN_ZIP64 = 0xFFFFFFFFL;

    /** Reads the header before the content, after its signature. */
    static Entry readLocal(Octets octets) throws IOException {
        octets.u16();
        int flags = octets.u16();
        int method = octets.u16();
        octets.u32();
        long crc = octets.u32();
        long compressed = octets.u32();
        long size = octets.u32();
        int nameLength = octets.u16();
        int extraLength = octets.u16();
        byte[] name = octets.take(nameLength);
        List<Long> large = ExtraFields.zip64(octets.take(extraLength), name);
        if (!large.isEmpty()) {
            if (large.size() != 2) {
                throw new UnreadableArchive("a ZIP64 field without both sizes");
            }
            // some writers reserve the field before they know that the sizes are small; readers then take either
            size = either(size, large.get(0));
            compressed = either(compressed, large.get(1));
        }
        Entry entry = new Entry(name, flags, method, crc, compressed, size);
        entry.check(!large.isEmpty());
        return entry;
    }

    /**
     * What the central directory says.
     *
     * @param large the numbers of its ZIP64 field, which stand for those of the header that say so, in this order
     */
    static Entry listed(byte[] name, int flags, int method, long crc, long compressed, long size, List<Long> large)
            throws UnreadableArchive {
        Iterator<Long> numbers = large.iterator();
        long whole = size == IN_ZIP64 && numbers.hasNext() ? numbers.next() : size;
        long packed = compressed == IN_ZIP64 && numbers.hasNext() ? numbers.next() : compressed;
        if (numbers.hasNext()) {
            throw new UnreadableArchive("a ZIP64 field for no number of the header");
        }
        return new Entry(name, flags, method, crc, packed, whole);
    }

    private static long either(long small, long large) throws UnreadableArchive {
        if (small != IN_ZIP64 && small != large) {
            throw new UnreadableArchive("two sizes for one entry");
        }
        return large;
    }

    private void check(boolean zip64) throws UnreadableArchive {
        if ((flags & ENCRYPTED) != 0 || method == 99) {
            throw UnreadableArchive.encrypted();
        }
        boolean known = (flags & ~KNOWN) == 0 && (method == STORED || method == DEFLATED);
        if (!known || compressed < 0 || size < 0 || compressed >= IN_ZIP64 || size >= IN_ZIP64) {
            throw new UnreadableArchive("an entry of a kind that not every reader knows");
        }
        if (method == STORED && compressed != size || hasDescriptor() && (method == STORED || zip64)) {
            throw new UnreadableArchive("an entry whose end is not certain");
        }
    }

    /** Whether sum and sizes follow the content. */
    boolean hasDescriptor() {
        return (flags & DESCRIPTOR) != 0;
    }

    boolean declaresUtf8() {
        return (flags & UTF_8) != 0;
    }

    /** With the sum and the sizes of the content that was read, when those that were announced are the same. */
    Entry asRead(EntryContent content) throws UnreadableArchive {
        require(crc, content.crc());
        require(compressed, content.compressed());
        require(size, content.size());
        return new Entry(name, flags, method, content.crc(), content.compressed(), content.size());
    }

    private void require(long announced, long read) throws UnreadableArchive {
        boolean unknown = hasDescriptor() && announced == 0;
        if (announced != read && !unknown) {
            throw new UnreadableArchive("an entry is not what its header says");
        }
    }

    boolean agrees(Entry other) {
        return Arrays.equals(name, other.name)
                && flags == other.flags
                && method == other.method
                && crc == other.crc
                && compressed == other.compressed
                && size == other.size;
    }
}

package fr.mssgw.certs.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keeps the last 128 KiB of a file as it passes by, and tells whether a ZIP lies there. Readers of archives look from the
 * end (APPNOTE §4.3.16), so that a picture or a program with an archive behind it is an archive for them.
 */
public final class ArchiveTail {
    private static final int KEPT = 128 * 1024;
    private static final int END_RECORD = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int LOCATOR = 20;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int HEADER_SIGNATURE = 0x02014b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final long IN_ZIP64 = 0xFFFFFFFFL;

    private byte[] tail = new byte[4 * 1024];
    private int held;
    private long total;

    public void add(byte[] octets, int offset, int length) {
        total += length;
        int count = Math.min(length, KEPT);
        int from = offset + length - count;
        if (held + count > tail.length && tail.length < 2 * KEPT) {
            tail = Arrays.copyOf(tail, Math.min(2 * KEPT, Math.max(2 * tail.length, held + count)));
        }
        if (held + count > tail.length) {
            int kept = KEPT - count;
            System.arraycopy(tail, held - kept, tail, 0, kept);
            held = kept;
        }
        System.arraycopy(octets, from, tail, held, count);
        held += count;
    }

    /** Whether the file ends with the end record of an archive, as every reader of archives finds it. */
    public boolean isArchive() {
        return holdsArchive(true);
    }

    /** The same with other octets behind it, which tolerant readers bear. */
    public boolean holdsArchive() {
        return holdsArchive(false);
    }

    private boolean holdsArchive(boolean atTheEnd) {
        ByteBuffer view = ByteBuffer.wrap(tail, 0, held).order(ByteOrder.LITTLE_ENDIAN);
        int lowest = Math.max(0, held - END_RECORD - LONGEST_COMMENT);
        for (int at = held - END_RECORD; at >= lowest; at--) {
            if (view.getInt(at) == END_SIGNATURE) {
                int end = at + END_RECORD + (view.getShort(at + 20) & 0xFFFF);
                if ((atTheEnd ? end == held : end <= held) && hasDirectory(view, at)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean hasDirectory(ByteBuffer view, int end) {
        long size = view.getInt(end + 12) & 0xFFFFFFFFL;
        if (size == IN_ZIP64) {
            return end >= LOCATOR && view.getInt(end - LOCATOR) == LOCATOR_SIGNATURE;
        }
        long start = end - size;
        return size > 0 && total - held + start >= 0 && (start < 0 || view.getInt((int) start) == HEADER_SIGNATURE);
    }
}

package fr.mssgw.certs.mime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads the names in a ZIP file from its central directory (APPNOTE §4.3), which ends the file: nothing is inflated, so
 * no archive can be a bomb here. Keeps the last 512 KiB of the file; an archive whose directory is larger, holds more
 * than 5,000 entries, says it inflates to more than 500 MiB, or holds a name that leaves its folder, is not read.
 */
final class ZipNames {
    private static final int TAIL = 512 * 1024;
    private static final int END_RECORD = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int MOST_ENTRIES = 5_000;
    private static final long LARGEST_INFLATED = 500L * 1024 * 1024;
    private static final Pattern METADATA = Pattern.compile("ihe_xdm/subset[^/]*/metadata\\.xml");

    private byte[] tail = new byte[16 * 1024];
    private int held;
    private long total;

    void add(byte[] octets, int offset, int length) {
        total += length;
        int from = offset;
        int count = length;
        if (count > TAIL) {
            from += count - TAIL;
            count = TAIL;
        }
        if (held + count > tail.length) {
            if (tail.length < 2 * TAIL) {
                tail = Arrays.copyOf(tail, Math.min(2 * TAIL, Math.max(2 * tail.length, held + count)));
            }
            if (held + count > tail.length) {
                int kept = TAIL - count;
                System.arraycopy(tail, held - kept, tail, 0, kept);
                held = kept;
            }
        }
        System.arraycopy(octets, from, tail, held, count);
        held += count;
    }

    /** Whether the entries are those of a well-formed {@code IHE_XDM.zip}. */
    boolean isXdm() {
        ByteBuffer view = ByteBuffer.wrap(tail, 0, held).order(ByteOrder.LITTLE_ENDIAN);
        int end = endRecord(view);
        if (end < 0) {
            return false;
        }
        int entries = view.getShort(end + 10) & 0xFFFF;
        long size = view.getInt(end + 12) & 0xFFFFFFFFL;
        long start = end - size;
        boolean complete = (view.getInt(end + 16) & 0xFFFFFFFFL) + size <= total;
        return complete && entries <= MOST_ENTRIES && start >= 0 && holdsMetadata(view, (int) start, end, entries);
    }

    private static boolean holdsMetadata(ByteBuffer view, int start, int end, int entries) {
        boolean found = false;
        long inflated = 0;
        int at = start;
        for (int i = 0; i < entries; i++) {
            if (at + 46 > end || view.getInt(at) != 0x02014b50) {
                return false;
            }
            inflated += view.getInt(at + 24) & 0xFFFFFFFFL;
            int nameLength = view.getShort(at + 28) & 0xFFFF;
            int rest = (view.getShort(at + 30) & 0xFFFF) + (view.getShort(at + 32) & 0xFFFF);
            if (at + 46 + nameLength > end || inflated > LARGEST_INFLATED) {
                return false;
            }
            String name = new String(view.array(), at + 46, nameLength, StandardCharsets.ISO_8859_1)
                    .replace('\\', '/')
                    .toLowerCase(Locale.ROOT);
            if (name.startsWith("/") || name.contains(":") || ("/" + name + "/").contains("/../")) {
                return false;
            }
            found |= METADATA.matcher(name).matches();
            at += 46 + nameLength + rest;
        }
        return found;
    }

    private int endRecord(ByteBuffer view) {
        int lowest = Math.max(0, held - END_RECORD - LONGEST_COMMENT);
        for (int at = held - END_RECORD; at >= lowest; at--) {
            if (view.getInt(at) == 0x06054b50 && at + END_RECORD + (view.getShort(at + 20) & 0xFFFF) == held) {
                return at;
            }
        }
        return -1;
    }
}

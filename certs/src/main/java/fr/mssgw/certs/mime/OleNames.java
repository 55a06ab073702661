package fr.mssgw.certs.mime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Looks at the directory of an OLE compound file ([MS-CFB] §2.6.1) for what a Word document should not hold. Directory
 * entries take 128 octets and lie at multiples of 128, wherever the sectors of the directory are: each such place is
 * looked at, which needs neither a seek nor the sector table, and sees an entry that only a repair would find.
 */
final class OleNames {
    private static final int ENTRY = 128;
    private static final int NAME_LENGTH = 64;
    private static final int KIND = 66;
    private static final int COLOUR = 67;
    private static final int STORAGE = 1;
    private static final int STREAM = 2;
    private static final int ROOT = 5;

    /** [MS-OVBA] §2.2.1, and the storage in which Word keeps it. */
    private static final Set<String> MACROS = Set.of("macros", "vba", "_vba_project", "_vba_project_cur");
    /** [MS-OLEDS] §2.3.6; whole files of other programs; formulas of the old editor, which runs what they say. */
    private static final Set<String> OBJECTS =
            Set.of("\u0001ole10native", "package", "equation native", "\u0003ocxname");
    /** An object in the pool of Word, [MS-DOC] §2.1.5. */
    private static final Pattern POOLED = Pattern.compile("_[0-9]{6,12}");
    /** An Office document under a password ([MS-OFFCRYPTO] §2.3.4): no Word 97 document, whatever it is called. */
    private static final String ENCRYPTED = "encryptedpackage";

    private final byte[] entry = new byte[ENTRY];
    private final ByteBuffer view = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    private int held;
    private boolean macros;
    private boolean objects;
    private boolean encrypted;

    void add(byte[] octets, int offset, int length) {
        int at = offset;
        while (at < offset + length) {
            int count = Math.min(ENTRY - held, offset + length - at);
            System.arraycopy(octets, at, entry, held, count);
            held += count;
            at += count;
            if (held == ENTRY) {
                look();
                held = 0;
            }
        }
    }

    boolean haveMacros() {
        return macros;
    }

    boolean haveObjects() {
        return objects;
    }

    boolean areEncrypted() {
        return encrypted;
    }

    private void look() {
        int kind = entry[KIND];
        int length = view.getShort(NAME_LENGTH);
        boolean named = length > 2 && length <= NAME_LENGTH && length % 2 == 0 && view.getShort(length - 2) == 0;
        if (!named || kind != STORAGE && kind != STREAM && kind != ROOT || entry[COLOUR] < 0 || entry[COLOUR] > 1) {
            return;
        }
        // names are the same whose capitals are (MS-CFB §2.6.4), also of letters beyond ASCII
        String name = new String(entry, 0, length - 2, StandardCharsets.UTF_16LE)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        macros |= MACROS.contains(name);
        objects |= OBJECTS.contains(name)
                || kind == STORAGE && POOLED.matcher(name).matches();
        encrypted |= name.equals(ENCRYPTED);
    }
}

package fr.mssgw.certs.archive;

import fr.mssgw.core.text.SmallLetters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the octets of a name say (APPNOTE §4.4.17 and appendix D). */
final class EntryNames {
    private static final int LONGEST = 1_024;

    private EntryNames() {}

    /**
     * The name with slashes between folders. UTF-8 where it is declared; otherwise UTF-8 where it is, else Latin-1, which
     * gets the ASCII of every older code page right: no rule looks at more.
     *
     * @throws UnreadableArchive for a name that is empty, longer than 1,024 octets, holds a control character or leaves
     *     the folder of the archive
     */
    static String read(byte[] octets, boolean declaredUtf8) throws UnreadableArchive {
        String name = decode(octets, declaredUtf8).replace('\\', '/');
        boolean drive = name.length() > 1 && name.charAt(1) == ':';
        boolean leaves = name.startsWith("/") || drive || ("/" + name + "/").contains("/../");
        if (name.isEmpty() || octets.length > LONGEST || leaves || name.chars().anyMatch(EntryNames::isControl)) {
            throw new UnreadableArchive("a name that no file has");
        }
        return name;
    }

    /** The same for all names that a disk might take for one: without regard to case, {@code .} and doubled slashes. */
    static String folded(String name) {
        List<String> steps = new ArrayList<>();
        for (String step : SmallLetters.of(name).split("/", -1)) {
            if (!step.isEmpty() && !step.equals(".")) {
                steps.add(step);
            }
        }
        return String.join("/", steps);
    }

    /**
     * Whether a second name, in UTF-8, is the first one in another encoding: ASCII is equal, and other characters stand
     * where others stood.
     */
    static boolean isSame(byte[] name, byte[] unicode) {
        return isUtf8(unicode) && ascii(name).equals(ascii(unicode));
    }

    static boolean isUtf8(byte[] octets) {
        try {
            utf8(octets);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String ascii(byte[] octets) {
        StringBuilder plain = new StringBuilder();
        for (byte octet : octets) {
            if (octet >= 0) {
                plain.append((char) octet);
            } else if (plain.isEmpty() || plain.charAt(plain.length() - 1) != 0x80) {
                plain.append((char) 0x80);
            }
        }
        return plain.toString();
    }

    private static String decode(byte[] octets, boolean declaredUtf8) throws UnreadableArchive {
        try {
            return utf8(octets);
        } catch (CharacterCodingException e) {
            if (declaredUtf8) {
                throw new UnreadableArchive("a name that is not the UTF-8 that it says it is");
            }
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    private static String utf8(byte[] octets) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets))
                .toString();
    }

    private static boolean isControl(int character) {
        return character < 0x20 || character == 0x7F;
    }
}

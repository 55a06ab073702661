package fr.mssgw.certs.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The extra fields of a header, of which two may say other than the header (APPNOTE §4.5.3 and §4.6.9). */
final class ExtraFields {
    private static final int ZIP64 = 0x0001;
    private static final int STRONG_ENCRYPTION = 0x0017;
    private static final int UNICODE_PATH = 0x7075;
    private static final int AES = 0x9901;

    private ExtraFields() {}

    /**
     * The numbers of a ZIP64 field, empty without one.
     *
     * @throws UnreadableArchive when the fields do not fill their room, one is there twice, or a Unicode path is another
     *     name than that of the header
     */
    static List<Long> zip64(byte[] octets, byte[] name) throws UnreadableArchive {
        ByteBuffer fields = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> numbers = new ArrayList<>();
        while (fields.hasRemaining()) {
            if (fields.remaining() < 4) {
                throw malformed();
            }
            int id = fields.getShort() & 0xFFFF;
            int length = fields.getShort() & 0xFFFF;
            if (length > fields.remaining()) {
                throw malformed();
            }
            int start = fields.position();
            switch (id) {
                case ZIP64 -> {
                    if (length == 0 || length % 8 != 0 || !numbers.isEmpty()) {
                        throw malformed();
                    }
                    for (int at = start; at < start + length; at += 8) {
                        numbers.add(fields.getLong(at));
                    }
                }
                case UNICODE_PATH -> {
                    if (length < 5 || !EntryNames.isSame(name, Arrays.copyOfRange(octets, start + 5, start + length))) {
                        throw new UnreadableArchive("an entry with two names");
                    }
                }
                case STRONG_ENCRYPTION, AES -> throw UnreadableArchive.encrypted();
                default -> {
                    // times, owners and the like
                }
            }
            fields.position(start + length);
        }
        return numbers;
    }

    private static UnreadableArchive malformed() {
        return new UnreadableArchive("extra fields that cannot be read");
    }
}

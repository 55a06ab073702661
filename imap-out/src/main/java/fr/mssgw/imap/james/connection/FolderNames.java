package fr.mssgw.imap.james.connection;

import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.display.ModifiedUtf7;
import org.apache.james.imap.decode.DecodingException;

/** Names of folders as clients write them (RFC 3501 §5.1.3). */
public final class FolderNames {
    private FolderNames() {}

    /** From modified UTF-7, of which James 3.8.1 makes an {@link Error} where it is none. */
    public static String decoded(String name) throws DecodingException {
        try {
            return ModifiedUtf7.decodeModifiedUTF7(name);
        } catch (Error notUtf7) {
            throw new DecodingException(HumanReadableText.ILLEGAL_ARGUMENTS, "no modified UTF-7", notUtf7);
        }
    }
}

package fr.mssgw.core.listing;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a mail client lists of a message, in the octets in which IMAP sends it (RFC 3501 §7.4.2): made once, when the
 * message is stored, so that listing a folder reads no body. Immutable by agreement: nobody writes into the arrays.
 *
 * <p>Bounded, since a digest of thousands of addresses would grow twenty-five times over: where a field, an address list or
 * parameters would make a value longer than {@link #MOST} octets, NIL stands for them. Parts, types and sizes are all there, some
 * two hundred octets a part, so that every number of a part stays what it is.
 *
 * @param envelope the value of ENVELOPE
 * @param bodyStructure the value of BODYSTRUCTURE, with its extension data
 * @param body the value of BODY, the same without extension data
 */
public record MessageListing(byte[] envelope, byte[] bodyStructure, byte[] body) {
    /** Octets of a value beyond which nothing that may be NIL is written. */
    public static final int MOST = 1024 * 1024;

    /**
     * Reads a message once, streaming. Never fails for what stands in it: what is no good MIME is described as the text
     * or the file that it can still be read as.
     *
     * @param header whole header section, its closing empty line included
     * @param body the octets after it; read to its end, not closed
     */
    public static MessageListing of(byte[] header, InputStream body) throws IOException {
        Part root = Structure.read(header, body).root();
        return of(root.header(), root);
    }

    /** @param root of the same message, or of one whose header section differs in nothing that describes the body */
    static MessageListing of(HeaderSection header, Part root) {
        return new MessageListing(
                EnvelopeText.of(header, MOST), StructureText.of(root, true), StructureText.of(root, false));
    }

    /** The same for a body held in memory. */
    public static MessageListing of(byte[] header, byte[] body) throws IOException {
        return of(header, new ByteArrayInputStream(body));
    }
}

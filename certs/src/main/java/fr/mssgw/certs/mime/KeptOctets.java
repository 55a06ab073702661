package fr.mssgw.certs.mime;

import fr.mssgw.core.mail.Limited;
import fr.mssgw.core.mail.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Which multiparts and enclosing parts still hold octets above 127 once their leaves are in seven bits: in header sections,
 * in signed parts, in text around parts. Those may not be called 7bit (RFC 2045 §6.4). One pass over the mail.
 */
final class KeptOctets {
    private final InputStream in;
    private final Set<Part> containers = Collections.newSetFromMap(new IdentityHashMap<>());
    private long at;

    private KeptOctets(InputStream in) {
        this.in = in;
    }

    /** @param mail read from its beginning, not closed */
    static Set<Part> containersOf(InputStream mail, Part root) throws IOException {
        KeptOctets kept = new KeptOctets(mail);
        kept.holds(root.bodyStart());
        kept.holds(root);
        return kept.containers;
    }

    /** From where its body begins. */
    private boolean holds(Part part) throws IOException {
        if (SevenBit.writesAnew(part)) {
            holds(part.bodyEnd());
            return false;
        }
        boolean found = false;
        if (!SevenBit.isSigned(part)) {
            for (Part child : part.children()) {
                found |= holds(child.bodyStart());
                found |= holds(child);
            }
        }
        found |= holds(part.bodyEnd());
        if (found) {
            containers.add(part);
        }
        return found;
    }

    /** Whether what is read up to there is more than ASCII. */
    private boolean holds(long offset) throws IOException {
        InputStream section = new Limited(in, offset - at);
        at = offset;
        boolean found = false;
        byte[] block = new byte[8 * 1024];
        for (int read = section.read(block); read >= 0; read = section.read(block)) {
            for (int i = 0; i < read && !found; i++) {
                found = block[i] < 0;
            }
        }
        return found;
    }
}

package fr.mssgw.certs;

import fr.mssgw.certs.bouncycastle.Cms;
import fr.mssgw.certs.mime.Canonical;
import fr.mssgw.certs.mime.SevenBit;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes of what an envelope or an opaque object held a mail that IMAP can send (RFC 3501 §4.3) and that no reader trips
 * over: lines that end with CRLF, no NUL, no CR alone, a header section that a strict reader takes, within all bounds.
 */
final class Deliverable {
    private final MessageSpool spool;

    Deliverable(MessageSpool spool) {
        this.spool = spool;
    }

    /**
     * @param structure of the content
     * @return the content itself where nothing had to change; else another one, and the given one is still the caller's
     * @throws Cms.Unreadable where it cannot be made one
     */
    RawMessage of(RawMessage content, Structure structure) throws IOException {
        if (structure.passed().isPresent()) {
            throw new Cms.Unreadable(
                    "what it holds passes a bound: " + structure.passed().get());
        }
        LineEnding ending;
        try (InputStream in = content.open()) {
            ending = LineEnding.of(in);
        }
        RawMessage deliverable =
                switch (ending) {
                    case CANONICAL -> content;
                    case BARE_FEEDS -> canonical(content);
                    case FOREIGN -> reencoded(content, structure);
                };
        boolean complete = false;
        try {
            HeaderSection.read(deliverable);
            complete = true;
            return deliverable;
        } catch (MalformedMessage e) {
            throw new Cms.Unreadable("what it holds has a malformed header section");
        } finally {
            if (!complete && deliverable != content) {
                deliverable.close();
            }
        }
    }

    private RawMessage canonical(RawMessage content) throws IOException {
        try (MessageSpool.Draft draft = spool.draft();
                InputStream in = new Canonical(content.open())) {
            in.transferTo(draft);
            return draft.finish();
        }
    }

    /** With the octets that no mail holds inside of base64; a signed part cannot be written anew. */
    private RawMessage reencoded(RawMessage content, Structure structure) throws IOException {
        try (MessageSpool.Draft draft = spool.draft()) {
            OutputStream out = new BufferedOutputStream(draft, 16 * 1024);
            out.write(structure.root().header().messageFields().renderFields());
            out.write("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
            if (!SevenBit.write(content, structure, out)) {
                throw new Cms.Unreadable("what it holds can be read in two ways, and not sent as it is");
            }
            out.flush();
            RawMessage written = draft.finish();
            boolean clean = false;
            try (InputStream in = written.open()) {
                clean = LineEnding.of(in) == LineEnding.CANONICAL;
            } finally {
                if (!clean) {
                    written.close();
                }
            }
            if (!clean) {
                throw new Cms.Unreadable("a signed part of it holds octets that no mail may");
            }
            return written;
        }
    }

    /** How the lines of a content end. */
    private enum LineEnding {
        CANONICAL,
        /** LF alone, at some lines at least. */
        BARE_FEEDS,
        /** With a NUL, or a CR that ends no line. */
        FOREIGN;

        static LineEnding of(InputStream in) throws IOException {
            byte[] block = new byte[16 * 1024];
            LineEnding found = CANONICAL;
            int previous = 0;
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                for (int i = 0; i < read; i++) {
                    int octet = block[i];
                    if (octet == 0 || previous == '\r' && octet != '\n') {
                        return FOREIGN;
                    }
                    if (octet == '\n' && previous != '\r') {
                        found = BARE_FEEDS;
                    }
                    previous = octet;
                }
            }
            return previous == '\r' ? FOREIGN : found;
        }
    }
}

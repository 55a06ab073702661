package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mail.Bounds;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The header section of a message, its closing empty line included, cut from the whole octet by octet. */
record HeaderSection(byte[] octets) {
    /** What has no empty line within this is stored as a body without a header section; no upload is such. */
    private static final int LONGEST = Bounds.MAIL.headerOctets();

    /** Opens the message. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    static HeaderSection read(Source message) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream(4096);
        try (InputStream in = new BufferedInputStream(message.open())) {
            int lineOctets = 0;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                header.write(octet);
                if (octet == '\n') {
                    if (lineOctets == 0) {
                        return new HeaderSection(header.toByteArray());
                    }
                    lineOctets = 0;
                } else if (octet != '\r') {
                    lineOctets++;
                }
                if (header.size() > LONGEST) {
                    return new HeaderSection(new byte[0]);
                }
            }
        }
        return new HeaderSection(header.toByteArray()); // header fields only, which RFC 5322 §3.5 allows
    }

    InputStream bodyOf(InputStream message) throws IOException {
        try {
            message.skipNBytes(octets.length);
            return message;
        } catch (IOException e) {
            message.close();
            throw e;
        }
    }
}

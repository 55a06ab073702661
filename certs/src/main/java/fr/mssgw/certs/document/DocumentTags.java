package fr.mssgw.certs.document;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Looks for the start tags of health documents in the octets of a file while somebody else reads it: where XML is broken,
 * no parser tells what was meant. Octets of 0 are passed over, so that UTF-16 is seen as well. Linear; closing it changes
 * nothing.
 */
final class DocumentTags extends FilterInputStream {
    private static final int LONGEST_NAME = 64;

    private final StringBuilder name = new StringBuilder(LONGEST_NAME);
    private boolean inName;
    private boolean found;

    DocumentTags(InputStream in) {
        super(in);
    }

    /** Whether there is one anywhere in the file, which is read to its end. */
    boolean areThere() throws IOException {
        byte[] rest = new byte[16 * 1024];
        for (int read = 0; read >= 0 && !found; read = read(rest, 0, rest.length)) {
            // looked at as it passes by
        }
        return found;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int read = in.read(octets, offset, length);
        for (int i = offset; i < offset + read && !found; i++) {
            see(octets[i] & 0xFF);
        }
        return read;
    }

    private void see(int octet) {
        if (octet == '<') {
            inName = true;
            name.setLength(0);
        } else if (inName && octet == ':') {
            // the name is local to a namespace
            name.setLength(0);
        } else if (inName && octet != 0) {
            boolean ends = octet <= ' ' || octet == '>' || octet == '/';
            if (ends) {
                found = XmlDocument.isDocument(name.toString());
            } else if (name.length() < LONGEST_NAME) {
                name.append((char) octet);
            }
            inName = !ends;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {}
}

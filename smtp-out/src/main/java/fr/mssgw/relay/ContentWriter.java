package fr.mssgw.relay;

import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes a message as DATA wants it: the stored octets, a dot doubled at the start of a line, and the closing dot
 * (RFC 5321 §4.5.2). Nothing else changes, so a signed body stays valid. A bare CR or LF is never sent, since peers
 * disagree on what it ends (SMTP smuggling); the gateway lets none in, so one means a damaged message.
 */
final class ContentWriter {
    private static final int BLOCK = 16 * 1024;

    /** Writes all but the closing dot, which {@link #end} writes once the caller still wants it sent. */
    static void write(RawMessage content, OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK];
        byte[] stuffed = new byte[2 * BLOCK];
        boolean lineStart = true;
        boolean carriageReturn = false;
        try (InputStream in = open(content)) {
            for (int length = read(in, block); length >= 0; length = read(in, block)) {
                int used = 0;
                for (int i = 0; i < length; i++) {
                    byte octet = block[i];
                    if (octet == '\n' != carriageReturn) {
                        throw new Unsendable("le message contient un retour de ligne isolé");
                    }
                    if (lineStart && octet == '.') {
                        stuffed[used++] = '.';
                    }
                    stuffed[used++] = octet;
                    lineStart = octet == '\n';
                    carriageReturn = octet == '\r';
                }
                out.write(stuffed, 0, used);
            }
        }
        if (carriageReturn) {
            throw new Unsendable("le message contient un retour de ligne isolé");
        }
        if (!lineStart) {
            out.write('\r');
            out.write('\n');
        }
    }

    static void end(OutputStream out) throws IOException {
        out.write(new byte[] {'.', '\r', '\n'});
        out.flush();
    }

    /** Whether a peer without 8BITMIME must not be given it (RFC 6152 §3). */
    static boolean isEightBit(RawMessage content) throws IOException {
        byte[] block = new byte[BLOCK];
        try (InputStream in = open(content)) {
            for (int length = read(in, block); length >= 0; length = read(in, block)) {
                for (int i = 0; i < length; i++) {
                    if (block[i] < 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static InputStream open(RawMessage content) throws Unreadable {
        try {
            return content.open();
        } catch (IOException | RuntimeException e) {
            throw new Unreadable(e);
        }
    }

    private static int read(InputStream in, byte[] block) throws Unreadable {
        try {
            return in.read(block);
        } catch (IOException | RuntimeException e) {
            throw new Unreadable(e);
        }
    }

    /** The store did not give the octets: not the peer's fault. */
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        Unreadable(Exception cause) {
            super("the message cannot be read from the store", cause);
        }
    }

    /** The octets must not be sent as they are, and may not be changed. */
    static final class Unsendable extends IOException {
        private static final long serialVersionUID = 1L;

        Unsendable(String why) {
            super(why);
        }
    }

    private ContentWriter() {}
}

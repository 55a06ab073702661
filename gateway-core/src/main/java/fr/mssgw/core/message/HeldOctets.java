package fr.mssgw.core.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Octets in memory, in pieces, so that growing copies nothing. Written by one thread, then read by any. */
final class HeldOctets {
    private static final int FIRST_PIECE = 16 * 1024;
    private static final int LARGEST_PIECE = 64 * 1024;

    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] last = new byte[0];
    private int filled;
    private long size;

    /** How much memory more it takes to hold so many octets more. */
    int growth(int length) {
        int growth = 0;
        int piece = last.length;
        for (int room = last.length - filled; room < length; room += piece) {
            piece = nextPiece(piece);
            growth += piece;
        }
        return growth;
    }

    private static int nextPiece(int before) {
        return before == 0 ? FIRST_PIECE : Math.min(2 * before, LARGEST_PIECE);
    }

    void write(byte[] octets, int offset, int length) {
        int written = 0;
        while (written < length) {
            if (filled == last.length) {
                last = new byte[nextPiece(last.length)];
                filled = 0;
                pieces.add(last);
            }
            int some = Math.min(length - written, last.length - filled);
            System.arraycopy(octets, offset + written, last, filled, some);
            filled += some;
            written += some;
        }
        size += length;
    }

    long size() {
        return size;
    }

    void writeTo(OutputStream target) throws IOException {
        long left = size;
        for (byte[] piece : pieces) {
            int some = (int) Math.min(piece.length, left);
            target.write(piece, 0, some);
            left -= some;
        }
    }

    InputStream open() {
        return new Reading();
    }

    private final class Reading extends InputStream {
        private int piece;
        private int at;
        private long left = size;

        @Override
        public int read() {
            return step() ? pieces.get(piece)[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int read = 0;
            while (read < length && left > 0) {
                int some = someOf(length - read);
                System.arraycopy(pieces.get(piece), at, into, offset + read, some);
                at += some;
                left -= some;
                read += some;
            }
            return read == 0 ? -1 : read;
        }

        @Override
        public long skip(long count) {
            long skipped = 0;
            while (skipped < count && left > 0) {
                int some = someOf(count - skipped);
                at += some;
                left -= some;
                skipped += some;
            }
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }

        /** At least one octet, at most as many as the piece in hand still has; goes to the next piece where needed. */
        private int someOf(long wanted) {
            if (at == pieces.get(piece).length) {
                piece++;
                at = 0;
            }
            return (int) Math.min(Math.min(wanted, left), pieces.get(piece).length - at);
        }

        private boolean step() {
            if (left == 0) {
                return false;
            }
            someOf(1);
            left--;
            return true;
        }
    }
}

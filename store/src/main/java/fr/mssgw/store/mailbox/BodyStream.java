package fr.mssgw.store.mailbox;

import fr.mssgw.core.port.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a body by slices, each in a query of its own: no connection is held while a slow client takes its time. */
final class BodyStream extends InputStream {
    private static final int FIRST_SLICE = 64 * 1024;
    private static final int LATER_SLICE = 256 * 1024;

    private final Transactions transactions;
    private final long bodyId;
    private final long octets;
    private long read;
    private byte[] slice;
    private int at;

    /** @param beginning what is known of it already, from the first octet */
    BodyStream(Transactions transactions, long bodyId, long octets, byte[] beginning) {
        this.transactions = transactions;
        this.bodyId = bodyId;
        this.octets = octets;
        this.slice = beginning;
        this.read = beginning.length;
    }

    @Override
    public int read() throws IOException {
        return fill() ? slice[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int some = Math.min(length, slice.length - at);
        System.arraycopy(slice, at, into, offset, some);
        at += some;
        return some;
    }

    @Override
    public long skip(long count) {
        long buffered = Math.min(Math.max(count, 0), slice.length - at);
        at += (int) buffered;
        long further = Math.min(Math.max(count, 0) - buffered, octets - read);
        read += further; // the next slice begins there
        return buffered + further;
    }

    @Override
    public int available() {
        return slice.length - at;
    }

    private boolean fill() throws IOException {
        if (at < slice.length) {
            return true;
        }
        if (read >= octets) {
            return false;
        }
        int length = (int) Math.min(read == 0 ? FIRST_SLICE : LATER_SLICE, octets - read);
        long from = read + 1;
        try {
            Optional<byte[]> next = transactions.read("reading a body", handle -> handle.createQuery(
                            "SELECT substring(content FROM CAST(:from AS int) FOR :length) FROM body WHERE id = :id")
                    .bind("from", from)
                    .bind("length", length)
                    .bind("id", bodyId)
                    .map((rs, context) -> rs.getBytes(1))
                    .findOne());
            if (next.isEmpty() || next.get().length == 0) {
                throw new IOException("the message was deleted while it was read");
            }
            slice = next.get();
        } catch (StoreUnavailable e) {
            throw new IOException("a body could not be read", e);
        }
        at = 0;
        read += slice.length;
        return true;
    }
}

package fr.mssgw.imap.james.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.apache.james.imap.encode.ImapResponseWriter;
import org.apache.james.imap.message.Literal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers to one client and waits while it does not read, so that a FETCH of a whole mailbox holds one chunk of
 * one message in memory. Only the thread that runs a command waits; for what other threads push into an IDLE there is a
 * bound, beyond which the connection is closed.
 */
final class ResponseWriter implements ImapResponseWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);
    private static final int CHUNK = 64 * 1024;
    private static final long LONGEST_STALL_SECONDS = 120;
    private static final long MOST_UNREAD_PUSHES = 1024 * 1024;

    private final Channel channel;
    private final Object writable = new Object();
    private volatile @Nullable Thread commandThread;
    private volatile boolean compressing;

    ResponseWriter(Channel channel) {
        this.channel = channel;
    }

    void runs(@Nullable Thread thread) {
        commandThread = thread;
    }

    /** From now on what is written is deflated. */
    void compresses() {
        compressing = true;
    }

    /** Octets as they go on their way. */
    ByteBuf wire(byte[] octets) {
        return Unpooled.wrappedBuffer(compressing ? Deflation.of(octets) : octets);
    }

    /** The channel can take more, or is closed. */
    void writabilityChanged() {
        synchronized (writable) {
            writable.notifyAll();
        }
    }

    @Override
    public void write(byte[] octets) {
        if (!channel.isActive()) {
            return;
        }
        channel.writeAndFlush(wire(octets));
        if (!channel.isWritable()) {
            if (Thread.currentThread() == commandThread) {
                awaitReader();
            } else if (channel.bytesBeforeWritable() > MOST_UNREAD_PUSHES) {
                LOG.info("closing an IMAP connection whose client does not read");
                channel.close();
            }
        }
    }

    @Override
    public void write(Literal literal) throws IOException {
        long left = literal.size();
        try (InputStream in = literal.getInputStream()) {
            while (left > 0 && channel.isActive()) {
                byte[] chunk = in.readNBytes((int) Math.min(CHUNK, left));
                if (chunk.length == 0) {
                    throw new IOException("a message ended " + left + " octets too early");
                }
                left -= chunk.length;
                write(chunk);
            }
        } catch (IOException e) {
            channel.close(); // the client counts octets: nothing that follows could be understood
            throw e;
        }
    }

    private void awaitReader() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_STALL_SECONDS);
        synchronized (writable) {
            while (channel.isActive() && !channel.isWritable()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    LOG.info("closing an IMAP connection whose client stopped reading");
                    channel.close();
                    return;
                }
                try {
                    writable.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    channel.close();
                    return;
                }
            }
        }
    }
}

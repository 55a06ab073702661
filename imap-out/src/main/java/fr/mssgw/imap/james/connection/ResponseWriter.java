package fr.mssgw.imap.james.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final long ANOTHER_LOOK_MILLIS = 500;
    private static final int WORTH_A_WRITE = 32 * 1024;
    private static final long MOST_UNREAD_PUSHES = 1024 * 1024;

    private final Channel channel;
    private final Patience patience;
    private final AtomicBoolean cut = new AtomicBoolean();
    private final Object writable = new Object();
    private volatile @Nullable Thread commandThread;
    private volatile boolean compressing;
    private volatile boolean gathers;
    private volatile boolean mute;
    private volatile boolean awaitsReader;
    private volatile long lastWord;
    private @Nullable ByteBuf gathered; // guarded by this

    ResponseWriter(Channel channel, Patience patience) {
        this.channel = channel;
        this.patience = patience;
    }

    void runs(@Nullable Thread thread) {
        commandThread = thread;
    }

    /** Whether this thread runs the command, and may wait for the client. */
    boolean isCommand() {
        return Thread.currentThread() == commandThread;
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

    /** Whether what is written still goes out. */
    boolean isConnected() {
        return channel.isActive() && !mute;
    }

    /** From now on nothing goes out but what the connection itself says. */
    void mute() {
        mute = true;
    }

    /** Has the connection read on while a command runs, since nothing else tells that its client has left. */
    void listens() {
        channel.config().setAutoRead(true);
    }

    /** Whether the command waits for its client, for as long as {@link Patience} lets it. */
    boolean awaitsReader() {
        return awaitsReader;
    }

    /** {@link System#nanoTime} when something was written last; not before a time. */
    long lastWord(long since) {
        long last = lastWord;
        return last - since > 0 ? last : since;
    }

    /** Whether the answers of the commands that follow may wait until they are worth a write, or flushed. */
    void gathers(boolean now) {
        gathers = now;
        if (!now) {
            flush();
        }
    }

    /** Sends what was gathered. */
    synchronized void flush() {
        ByteBuf answers = gathered;
        gathered = null;
        if (answers != null) {
            channel.writeAndFlush(answers);
        }
    }

    /** Whether these octets may wait; they have then been taken. */
    private synchronized boolean gather(byte[] octets) {
        if (!gathers || compressing || !isCommand() || octets.length >= WORTH_A_WRITE) {
            flush();
            return false;
        }
        ByteBuf before = gathered;
        if (before != null && before.readableBytes() + octets.length > before.capacity()) {
            flush();
            before = null;
        }
        ByteBuf into = before == null ? channel.alloc().buffer(WORTH_A_WRITE, WORTH_A_WRITE) : before;
        gathered = into.writeBytes(octets);
        return true;
    }

    @Override
    public void write(byte[] octets) {
        if (!isConnected()) {
            return;
        }
        lastWord = System.nanoTime();
        if (!gather(octets)) {
            channel.writeAndFlush(wire(octets));
        }
        if (!channel.isWritable()) {
            if (isCommand()) {
                awaitReader();
            } else if (channel.bytesBeforeWritable() > MOST_UNREAD_PUSHES) {
                cut("does not read");
            }
        }
    }

    @Override
    public void write(Literal literal) throws IOException {
        long left = literal.size();
        try (InputStream in = literal.getInputStream()) {
            while (left > 0 && isConnected()) {
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

    /** Closes the connection of a client that leaves too much unread. */
    void cut(String why) {
        if (cut.compareAndSet(false, true)) {
            LOG.info("closing an IMAP connection of {} whose client {}", channel.remoteAddress(), why);
            abort(channel);
        }
    }

    /** Closes a connection past TLS, whose closing alert would wait for the client. */
    static void abort(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    private void awaitReader() {
        long since = System.nanoTime();
        awaitsReader = true;
        patience.begins();
        try {
            synchronized (writable) {
                while (isConnected() && !channel.isWritable()) {
                    long left = patience.leftMillis(
                            since, channel.attr(ClientSession.WHO).get() != null);
                    if (left <= 0) {
                        cut("stopped reading");
                        return;
                    }
                    writable.wait(Math.min(left, ANOTHER_LOOK_MILLIS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            channel.close();
        } finally {
            patience.ends();
            lastWord = System.nanoTime();
            awaitsReader = false;
        }
    }
}

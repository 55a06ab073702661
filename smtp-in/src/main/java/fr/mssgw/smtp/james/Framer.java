package fr.mssgw.smtp.james;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;
import org.apache.james.protocols.netty.CommandInjectionDetectedException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what the client sends into command lines, or hands it to whoever receives a message, and decides when to read on.
 *
 * <p>It runs on the executor of the session together with the command handlers, never on an event loop, and each frame
 * is dealt with before the next is cut. So a command can change how the octets behind it are read:
 * {@link #receive} after DATA, {@link #awaitTls} after STARTTLS (what arrives in clear text behind STARTTLS is an
 * injected command and ends the session, RFC 3207 §6), {@link #discard} once the session is over.
 *
 * <p>The channel does not read by itself: the next octets are asked for when the last ones are dealt with and the
 * client takes its replies, so a session holds at most one read in memory.
 */
final class Framer extends ByteToMessageDecoder {
    /** RFC 4954 §4 asks for 12,288 octets in an AUTH exchange; all else is checked for less. */
    static final int LONGEST_LINE = 12_288 + 2;

    private static final int LONGEST_SKIPPED = 1024 * 1024;

    /** Takes octets of a message. */
    interface Receiver {
        /** @return how many of them it used; it used fewer only if the message ended */
        int accept(byte[] octets, int length);
    }

    private enum Mode {
        LINES,
        SKIPPING_LINE,
        MESSAGE,
        AWAITING_TLS,
        DISCARDING
    }

    private final byte[] chunk = new byte[16 * 1024];
    private Mode mode = Mode.LINES;
    private @Nullable Receiver receiver;
    private int skipped;
    private boolean heldBack;
    private volatile long lastDealtWith = System.nanoTime();

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (mode) {
            case LINES -> line(in, out);
            case SKIPPING_LINE -> skip(in);
            case MESSAGE -> message(in);
            case AWAITING_TLS -> {
                discard();
                in.skipBytes(in.readableBytes());
                throw new CommandInjectionDetectedException();
            }
            case DISCARDING -> in.skipBytes(in.readableBytes());
        }
    }

    private void line(ByteBuf in, List<Object> out) {
        int length = in.bytesBefore((byte) '\n') + 1;
        if (length > 0 && length <= LONGEST_LINE) {
            out.add(in.readRetainedSlice(length));
        } else if (in.readableBytes() > LONGEST_LINE) {
            mode = Mode.SKIPPING_LINE;
            skipped = 0;
        }
    }

    private void skip(ByteBuf in) {
        int length = in.bytesBefore((byte) '\n') + 1;
        int now = length > 0 ? length : in.readableBytes();
        in.skipBytes(now);
        skipped += now;
        if (length > 0 || skipped > LONGEST_SKIPPED) {
            mode = length > 0 ? Mode.LINES : Mode.DISCARDING;
            throw new TooLongFrameException("a line of over " + LONGEST_LINE + " octets");
        }
    }

    private void message(ByteBuf in) {
        int length = Math.min(in.readableBytes(), chunk.length);
        in.getBytes(in.readerIndex(), chunk, 0, length);
        Receiver taking = receiver;
        if (taking == null) {
            throw new IllegalStateException("nobody receives the message");
        }
        in.skipBytes(taking.accept(chunk, length));
    }

    /** What follows is a message, until {@link #lines}. */
    void receive(Receiver taking) {
        receiver = taking;
        mode = Mode.MESSAGE;
    }

    /** What follows is commands. */
    void lines() {
        receiver = null;
        if (mode != Mode.DISCARDING) {
            mode = Mode.LINES;
        }
    }

    /** Whether more octets than the frame in hand have already come. */
    boolean holdsMore() {
        return actualReadableBytes() > 0;
    }

    /** Nothing may come in clear text until {@link #tlsInstalled}. */
    void awaitTls() {
        mode = Mode.AWAITING_TLS;
    }

    void tlsInstalled() {
        if (mode == Mode.AWAITING_TLS) {
            mode = Mode.LINES;
        }
    }

    /** The session is over; what still comes is dropped. */
    void discard() {
        receiver = null;
        mode = Mode.DISCARDING;
    }

    boolean discards() {
        return mode == Mode.DISCARDING;
    }

    /** Nanoseconds since octets of the client were last dealt with. */
    long silence() {
        return System.nanoTime() - lastDealtWith;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        super.channelActive(context);
        context.flush();
        context.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        lastDealtWith = System.nanoTime();
        context.flush();
        readOn(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        super.channelWritabilityChanged(context);
        if (heldBack) {
            readOn(context);
        }
    }

    private void readOn(ChannelHandlerContext context) {
        heldBack = !context.channel().isWritable();
        if (!heldBack) {
            context.read();
        }
    }
}

package fr.mssgw.smtp.james;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.netty.HandlerConstants;
import org.apache.james.protocols.netty.NettyProtocolTransport;
import org.jspecify.annotations.Nullable;

/**
 * James' transport, for commands that run off the event loop.
 *
 * <p>Replies are written without flush; the {@link Framer} flushes when all that was read is dealt with, so the answers
 * to pipelined commands leave together. The answer to STARTTLS and the TLS handler go out in one step of the event loop:
 * James 3.8.1 writes one and then adds the other from another thread, and the client's handshake sometimes falls between.
 * Closing sends the end of the stream first and lingers, because a connection closed with octets unread is reset, and
 * the client would never see the last reply.
 */
final class SessionTransport extends NettyProtocolTransport {
    private static final long LINGER_SECONDS = 2;

    private final SocketChannel channel;
    private final EventExecutor executor;
    private final Framer framer;
    private final boolean startTls;
    private final ServerTls tls;
    private @Nullable SslHandler prepared;

    SessionTransport(SocketChannel channel, EventExecutor executor, Framer framer, boolean startTls, ServerTls tls) {
        super(channel, null, false);
        this.channel = channel;
        this.executor = executor;
        this.framer = framer;
        this.startTls = startTls;
        this.tls = tls;
    }

    Framer framer() {
        return framer;
    }

    @Override
    public boolean isStartTLSSupported() {
        return startTls;
    }

    /** Makes the TLS handler that the answer to STARTTLS installs; fails when there is no usable certificate. */
    void prepareTls() {
        prepared = tls.handler();
    }

    @Override
    protected void writeToClient(byte[] bytes, ProtocolSession session, boolean startsTls) {
        if (!startsTls) {
            channel.write(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
            return;
        }
        SslHandler handler = prepared;
        if (handler == null) {
            throw new IllegalStateException("TLS was not prepared");
        }
        prepared = null;
        framer.awaitTls();
        channel.eventLoop().execute(() -> {
            channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
            channel.pipeline().addFirst(HandlerConstants.SSL_HANDLER, handler);
            executor.execute(framer::tlsInstalled); // before anything that the TLS handler decrypts
        });
    }

    @Override
    protected void close() {
        framer.discard();
        channel.eventLoop().execute(() -> end(channel));
    }

    private static void end(SocketChannel channel) {
        channel.flush();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        ChannelFuture said = tls != null && tls.handshakeFuture().isSuccess()
                ? tls.closeOutbound()
                : channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        said.addListener(done -> {
            channel.shutdownOutput();
            closeLater(channel);
        });
    }

    private static void closeLater(Channel channel) {
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
}

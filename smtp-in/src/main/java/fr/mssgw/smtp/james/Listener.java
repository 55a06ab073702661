package fr.mssgw.smtp.james;

import fr.mssgw.core.text.Ascii;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.james.protocols.netty.AbstractAsyncServer;
import org.apache.james.protocols.netty.HandlerConstants;
import org.jspecify.annotations.Nullable;

/**
 * James' server for one port. Only reading, writing and TLS happen on its event loops; framing and commands run on the
 * executors that all ports share (James' own pipeline runs the hooks on the event loop, JAMES-4023).
 */
final class Listener extends AbstractAsyncServer {
    /** Octets of one read, which only a session that sends as many at once has in memory. */
    private static final int MOST_AT_ONCE = 256 * 1024;

    private final Listening listening;
    private final EventExecutorGroup executors;
    private final ChannelGroup sessions;
    private final AddressLimit addresses;
    private final SmtpDialogue dialogue;
    private volatile @Nullable Channel server;

    Listener(
            Listening listening,
            InetSocketAddress address,
            EventExecutorGroup executors,
            ChannelGroup sessions,
            AddressLimit addresses) {
        this.listening = listening;
        this.executors = executors;
        this.sessions = sessions;
        this.addresses = addresses;
        this.dialogue = new SmtpDialogue(listening);
        this.jmxName = "smtp-" + Ascii.lower(listening.port().name());
        setListenAddresses(address);
        setBossWorkerCount(Optional.of(1));
        setIoWorkerCount(2);
        setGracefulShutdown(false); // the sessions have ended when unbind is called
    }

    @Override
    protected void configureBootstrap(ServerBootstrap bootstrap) {
        super.configureBootstrap(bootstrap);
        bootstrap.childOption(ChannelOption.AUTO_READ, false); // the framer asks for more
        // each read costs two changes of thread: large messages need few of them
        bootstrap.childOption(
                ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2 * 1024, 16 * 1024, MOST_AT_ONCE));
        bootstrap.handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                server = channel;
            }
        });
    }

    @Override
    protected ChannelInitializer<SocketChannel> createPipelineFactory() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                if (addresses.admits(channel, listening.startsTls())) {
                    sessions.add(channel);
                    fill(channel.pipeline());
                }
            }
        };
    }

    private void fill(ChannelPipeline pipeline) {
        if (!listening.startsTls()) {
            pipeline.addLast(HandlerConstants.SSL_HANDLER, listening.tls().handler());
        }
        long idle = listening.config().limits().idle().toMillis();
        pipeline.addLast(HandlerConstants.TIMEOUT_HANDLER, new IdleStateHandler(idle, 0, 0, TimeUnit.MILLISECONDS));
        Framer framer = new Framer();
        pipeline.addLast(executors, HandlerConstants.FRAMER, framer);
        pipeline.addLast(executors, HandlerConstants.CORE_HANDLER, new SessionHandler(dialogue, listening, framer));
    }

    /** Accepts nothing more; the sessions go on. */
    void stopAccepting() {
        Channel accepting = server;
        if (accepting != null) {
            accepting.close().awaitUninterruptibly();
        }
    }
}

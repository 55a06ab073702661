package fr.mssgw.imap.james.connection;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.imap.ImapConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.encode.main.DefaultImapEncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The two listeners, STARTTLS and implicit TLS, on one small event loop and one pool of command threads. Netty is used
 * directly: James' own server brings its configuration format, JMX, and the faults that {@link CommandAssembler} and
 * {@link ImapConnection} avoid (docs/adr/0010).
 */
public final class ImapListeners implements AutoCloseable {
    /** So much waits for a client's socket before its command waits; the next rows are read while these go out. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(256 * 1024, 512 * 1024);

    private static final int COMMAND_THREADS = 96;
    private static final int WAITING_COMMANDS = 2_000;
    private static final int BACKLOG = 200;

    private final ImapConfig config;
    private final Dialogue dialogue;
    private final ThreadPoolExecutor commands;
    private final CommandWatch watch;
    private final NioEventLoopGroup loops;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private @Nullable Channel startTls;
    private @Nullable Channel implicitTls;

    /**
     * @param tls asked for each connection, so that a new certificate serves the next client
     * @param maxMessageOctets largest message that APPEND takes in a session
     * @param preauthentication logs a session in by the certificate that the client showed; blocking
     * @param views what a session sees of the folder that James opens for it
     */
    public ImapListeners(
            ImapConfig config,
            Supplier<SSLContext> tls,
            ImapDecoder decoder,
            ImapProcessor processor,
            ToLongFunction<ImapSession> maxMessageOctets,
            Function<ClientSession, Login> preauthentication,
            UnaryOperator<SelectedMailbox> views)
            throws IOException {
        this.config = config;
        this.commands = new ThreadPoolExecutor(
                COMMAND_THREADS,
                COMMAND_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_COMMANDS),
                new DefaultThreadFactory("imap-command", true));
        commands.allowCoreThreadTimeOut(true);
        this.watch = new CommandWatch(config.timeouts().command());
        this.loops = new NioEventLoopGroup(2, new DefaultThreadFactory("imap-io", true));
        this.dialogue = new Dialogue(
                config.hostname(),
                tls,
                decoder,
                new DefaultImapEncoderFactory().buildImapEncoder(),
                processor,
                commands,
                watch,
                new MessageSpool(config.spool()),
                new SpoolQuota(config.maxSpoolOctets()),
                new ConnectionCounter<>(config.connectionsPerAddress()),
                new ConnectionCounter<>(config.connectionsPerAddress()),
                config.certificates() != ImapConfig.ClientCertificates.NOT_ASKED,
                config.certificates() == ImapConfig.ClientCertificates.PREAUTH
                        ? Optional.of(preauthentication)
                        : Optional.empty(),
                new AtomicInteger(),
                maxMessageOctets,
                config.timeouts().login(),
                new IdleTimeout(config.timeouts().idle()),
                new Patience(config.timeouts().unread(), COMMAND_THREADS / 2),
                views);
    }

    /** Opens the configured listeners, or neither. */
    public void start() throws IOException {
        try {
            if (config.startTls().isPresent()) {
                startTls = bind(config.startTls().get(), false);
            }
            if (config.implicitTls().isPresent()) {
                implicitTls = bind(config.implicitTls().get(), true);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Channel bind(InetSocketAddress address, boolean tlsAtOnce) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        clients.add(client);
                        if (tlsAtOnce) {
                            client.pipeline().addLast(ClientSession.TLS, dialogue.tlsHandler());
                        }
                        client.pipeline().addLast("imap", new ImapConnection(dialogue));
                    }
                });
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on %s:%d for imap: %s"
                            .formatted(
                                    address.getHostString(),
                                    address.getPort(),
                                    bound.cause().getMessage()),
                    bound.cause());
        }
        return bound.channel();
    }

    /** Port of the STARTTLS listener, as bound. */
    public Optional<InetSocketAddress> startTlsAddress() {
        return Optional.ofNullable(startTls).map(channel -> (InetSocketAddress) channel.localAddress());
    }

    /** Port of the implicit TLS listener, as bound. */
    public Optional<InetSocketAddress> implicitTlsAddress() {
        return Optional.ofNullable(implicitTls).map(channel -> (InetSocketAddress) channel.localAddress());
    }

    /** Open connections, for the metrics. */
    public int connections() {
        return clients.size();
    }

    /** Commands that run now, beyond their time or without a client. */
    public int overdueCommands() {
        return watch.overdue();
    }

    /** Commands that were ended for it. */
    public long endedCommands() {
        return watch.ended();
    }

    /** Closes the connections of those who match; answers how many. */
    public int end(Predicate<Identity> who) {
        List<Channel> ended = clients.stream()
                .filter(channel -> {
                    Identity identity = channel.attr(ClientSession.WHO).get();
                    return identity != null && who.test(identity);
                })
                .toList();
        ended.forEach(
                channel -> channel.pipeline().fireUserEventTriggered(new ClientSession.Ending("acces revoque", true)));
        return ended.size();
    }

    @Override
    public void close() {
        if (startTls != null) {
            startTls.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
        if (implicitTls != null) {
            implicitTls.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
        commands.shutdown();
        clients.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        try {
            if (!commands.awaitTermination(5, TimeUnit.SECONDS)) {
                commands.shutdownNow();
            }
        } catch (InterruptedException e) {
            commands.shutdownNow();
            Thread.currentThread().interrupt();
        }
        watch.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}

package fr.mssgw.smtp.james;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.core.text.Ascii;
import fr.mssgw.smtp.Door;
import fr.mssgw.smtp.Port;
import fr.mssgw.smtp.RefusalTrail;
import fr.mssgw.smtp.SmtpConfig;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.NonStickyEventExecutorGroup;
import io.netty.util.concurrent.UnorderedThreadPoolEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The open ports, their sessions and the threads that judge. A session is bound to no thread: its commands come one
 * after the other, on whichever thread is free, so a flow that takes long holds up its own session only.
 */
public final class Listeners implements AutoCloseable {
    private final SmtpConfig config;
    private final MessageSpool spool;
    private final Authenticator authenticator;
    private final RefusalTrail trail;
    private final EventExecutorGroup executors;
    private final AddressLimit addresses;
    private final ChannelGroup sessions = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Map<Port, Listener> open = new EnumMap<>(Port.class);

    public Listeners(SmtpConfig config, MessageSpool spool, Authenticator authenticator, RefusalTrail trail) {
        this.config = config;
        this.spool = spool;
        this.authenticator = authenticator;
        this.trail = trail;
        this.addresses = new AddressLimit(config.limits().connectionsPerAddress());
        this.executors = new NonStickyEventExecutorGroup(new UnorderedThreadPoolEventExecutor(
                config.limits().threads(), new DefaultThreadFactory("smtp-judge", true)));
    }

    /** @throws IOException naming the port that cannot be opened */
    public void open(Port port, InetSocketAddress address, Door door, Supplier<SSLContext> tls) throws IOException {
        Listener listener = new Listener(
                new Listening(port, config, door, spool, authenticator, trail, new ServerTls(tls)),
                address,
                executors,
                sessions,
                addresses);
        open.put(port, listener);
        try {
            listener.bind();
        } catch (Exception cannotBind) { // James declares no narrower one
            throw new IOException(
                    "cannot listen on %s:%d for %s: %s"
                            .formatted(
                                    address.getHostString(),
                                    address.getPort(),
                                    Ascii.lower(port.name()),
                                    cannotBind.getMessage()),
                    cannotBind);
        }
    }

    public Optional<InetSocketAddress> address(Port port) {
        return Optional.ofNullable(open.get(port))
                .flatMap(listener -> listener.getListenAddresses().stream().findFirst());
    }

    public int sessions() {
        return sessions.size();
    }

    /** Ends the sessions of those who match; what they are sending is not accepted. @return how many are open now */
    public int end(Predicate<Identity> who) {
        int matching = (int) sessions.stream()
                .filter(channel -> SessionHandler.isOf(channel, who))
                .count();
        sessions.forEach(channel -> channel.pipeline().fireUserEventTriggered(new SessionHandler.Ending(who)));
        return matching;
    }

    @Override
    public void close() {
        open.values().forEach(Listener::stopAccepting);
        sessions.forEach(channel -> channel.pipeline().fireUserEventTriggered(SessionHandler.STOPPING));
        sessions.newCloseFuture()
                .awaitUninterruptibly(config.limits().stopping().toMillis(), TimeUnit.MILLISECONDS);
        sessions.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        open.values().forEach(Listener::unbind);
        executors.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

package fr.mssgw.smtp.james;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.smtp.Replies;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.function.Predicate;
import org.apache.james.protocols.api.Protocol;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.netty.BasicChannelInboundHandler;
import org.apache.james.protocols.netty.CommandInjectionDetectedException;
import org.apache.james.protocols.netty.ProtocolMDCContextFactory;
import org.apache.james.util.MDCBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** James' core handler, with our transport, our ends of a session, and a log that names sessions and no persons. */
final class SessionHandler extends BasicChannelInboundHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);

    /** Fired through the pipeline when the server stops: comes after the command that is being judged. */
    static final Object STOPPING = new Object() {
        @Override
        public String toString() {
            return "the server stops";
        }
    };

    /**
     * Fired likewise when a credential is revoked. Each session looks for itself, after the command that is being judged,
     * so that a login that is under way is not missed.
     */
    record Ending(Predicate<Identity> who) {}

    private final Listening listening;
    private final Framer framer;

    SessionHandler(SmtpDialogue dialogue, Listening listening, Framer framer) {
        super(new SessionIdsOnly(), dialogue);
        this.listening = listening;
        this.framer = framer;
    }

    @Override
    protected ProtocolSession createSession(ChannelHandlerContext context) {
        return protocol.newSession(new SessionTransport(
                (SocketChannel) context.channel(), context.executor(), framer, listening.startsTls(), listening.tls()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (session(context) != null) {
            super.channelInactive(context); // resets the session, which throws an unfinished message away
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == STOPPING) {
            end(context, Replies.STOPPING);
        } else if (event instanceof Ending ending) {
            if (isOf(context.channel(), ending.who())) {
                end(context, Replies.LOGIN_REVOKED);
            }
        } else if (event instanceof IdleStateEvent) {
            // fired while a command was being judged, it comes here afterwards and says nothing about the client
            if (framer.silence() >= listening.config().limits().idle().toNanos()) {
                end(context, Replies.IDLE);
            }
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        GatewaySession session = session(context);
        Throwable inside = thrown.getCause();
        Throwable cause = thrown instanceof DecoderException && inside != null ? inside : thrown;
        if (session == null) {
            context.close();
        } else if (cause instanceof TooLongFrameException) {
            write(
                    session,
                    framer.discards()
                            ? GatewaySession.last(Replies.LINE_TOO_LONG)
                            : GatewaySession.response(Replies.LINE_TOO_LONG));
        } else if (cause instanceof CommandInjectionDetectedException) {
            LOG.warn("session {}: refused clear text behind STARTTLS", session.getSessionID());
            context.close();
        } else if (isOfTheConnection(cause)) {
            LOG.info("session {}: ended by {}", session.getSessionID(), cause.toString());
            context.close();
        } else {
            LOG.error("session {}: a command failed", session.getSessionID(), cause);
            end(context, Reply.LATER);
        }
    }

    /** A reset connection or a failed handshake: the client's affair. */
    private static boolean isOfTheConnection(Throwable cause) {
        return cause instanceof IOException;
    }

    private void end(ChannelHandlerContext context, Reply reply) {
        GatewaySession session = session(context);
        if (session == null) {
            context.close();
        } else if (!framer.discards()) {
            session.resetState();
            write(session, GatewaySession.last(reply));
        } // else the last reply is said already
    }

    private static void write(GatewaySession session, Response response) {
        session.transport().writeResponse(response, session);
    }

    /** Whether somebody logged in on the channel, and is one of those. */
    static boolean isOf(Channel channel, Predicate<Identity> who) {
        GatewaySession session =
                (GatewaySession) channel.attr(SESSION_ATTRIBUTE_KEY).get();
        return session != null && session.identity().filter(who).isPresent();
    }

    private static @Nullable GatewaySession session(ChannelHandlerContext context) {
        return (GatewaySession) context.channel().attr(SESSION_ATTRIBUTE_KEY).get();
    }

    /** James' own would look the client up in the DNS and put sender and recipients into every line of the log. */
    private static final class SessionIdsOnly implements ProtocolMDCContextFactory {
        @Override
        public MDCBuilder onBound(Protocol protocol, ChannelHandlerContext context) {
            return MDCBuilder.create();
        }

        @Override
        public MDCBuilder withContext(ProtocolSession session) {
            return MDCBuilder.create().addToContext(MDCBuilder.SESSION_ID, session.getSessionID());
        }
    }
}

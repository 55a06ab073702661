package fr.mssgw.imap.james.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.james.imap.api.ImapSessionState;

/** Closes a session in which nothing was said either way for long; only once it is logged in. */
record IdleTimeout(Duration longest) {
    private static final String HANDLER = "idle";

    void apply(ChannelHandlerContext context, ClientSession session) {
        if (session.getState() != ImapSessionState.NON_AUTHENTICATED
                && context.pipeline().get(HANDLER) == null) {
            context.pipeline()
                    .addBefore(
                            context.name(),
                            HANDLER,
                            new IdleStateHandler(0, 0, longest.toMillis(), TimeUnit.MILLISECONDS));
        }
    }
}

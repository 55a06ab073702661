package fr.mssgw.imap.james.connection;

import fr.mssgw.core.access.Login;
import fr.mssgw.core.message.MessageSpool;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.encode.ImapEncoder;

/**
 * What all connections of the server share.
 *
 * @param counter connections open, by address
 * @param refusals connections too many that are being told so, by address
 * @param asksCertificates whether clients are asked for a certificate; some ask their user in turn
 * @param preauthentication tries the certificate that a client of the implicit TLS listener showed; empty: the client
 *     logs in by itself
 * @param watch ends commands that take too long
 * @param compressed sessions with COMPRESS
 */
record Dialogue(
        String hostname,
        Supplier<SSLContext> tls,
        ImapDecoder decoder,
        ImapEncoder encoder,
        ImapProcessor processor,
        Executor commands,
        CommandWatch watch,
        MessageSpool spool,
        SpoolQuota quota,
        ConnectionCounter<InetAddress> counter,
        ConnectionCounter<InetAddress> refusals,
        boolean asksCertificates,
        Optional<Function<ClientSession, Login>> preauthentication,
        AtomicInteger compressed,
        ToLongFunction<ImapSession> maxMessageOctets,
        Duration loginTimeout,
        IdleTimeout idleTimeout,
        Patience patience,
        UnaryOperator<SelectedMailbox> views) {
    private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(10);

    /** The server's side of a TLS session that begins. */
    SslHandler tlsHandler() {
        SslHandler handler = ClientSession.tlsHandler(tls.get(), asksCertificates);
        handler.setHandshakeTimeoutMillis(Math.min(LONGEST_HANDSHAKE.toMillis(), loginTimeout.toMillis()));
        return handler;
    }
}

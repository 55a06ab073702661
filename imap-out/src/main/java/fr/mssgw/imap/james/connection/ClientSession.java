package fr.mssgw.imap.james.connection;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.peer.TlsParameters;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.james.imap.api.ImapSessionState;
import org.apache.james.imap.api.process.ImapLineHandler;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.protocols.api.OidcSASLConfiguration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The state of one client. Logins need TLS, compression needs a login; there is no second namespace. */
public final class ClientSession implements ImapSession {
    static final String TLS = "tls";

    /** Each holds the last 32 kB that its client said; further sessions are not offered it. */
    private static final int MOST_COMPRESSED = 1_000;

    /** Who logged in on a channel. */
    static final AttributeKey<Identity> WHO = AttributeKey.valueOf(ClientSession.class, "who");

    private final SessionId id = SessionId.generate();
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final Deque<ImapLineHandler> lineHandlers = new ArrayDeque<>();
    private final Channel channel;
    private final Dialogue dialogue;
    private final Upgrades upgrades;
    private volatile boolean compressing;
    private volatile ImapSessionState state = ImapSessionState.NON_AUTHENTICATED;
    private volatile @Nullable SelectedMailbox selected;
    private volatile @Nullable MailboxSession mailboxSession;
    private volatile @Nullable Pipelined pipelined;

    /** What the connection does when its stream changes; on the event loop. */
    interface Upgrades {
        /** Closes the channel when the client sent more behind the command; whether nothing is wrong. */
        boolean nothingBehind(String command);

        /** From now on both sides are deflated. */
        void compresses();
    }

    ClientSession(Channel channel, Dialogue dialogue, Upgrades upgrades) {
        this.channel = channel;
        this.dialogue = dialogue;
        this.upgrades = upgrades;
    }

    /** From where the client connects. */
    public InetAddress remoteAddress() {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress();
    }

    /** Ends the session then: what was shown at the login holds no longer. */
    public void endsAt(Instant end) {
        long left = Math.max(0, Duration.between(Instant.now(), end).toMillis());
        var timer = channel.eventLoop()
                .schedule(
                        () -> channel.pipeline()
                                .fireUserEventTriggered(new Ending("session Pro Sante Connect terminee", false)),
                        left,
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }

    /**
     * Makes the connection say goodbye.
     *
     * @param atOnce also while a command runs, and in the middle of an answer, where no goodbye can be said
     */
    record Ending(String why, boolean atOnce) {}

    /** Does something once the connection is closed, or at once when it is. */
    public void whenClosed(Runnable something) {
        channel.closeFuture().addListener(closed -> something.run());
    }

    /** Whether its client is still there, so that what is read for it is of use. */
    public boolean isConnected() {
        return channel.isActive();
    }

    /** Notes who logged in, so that a revoked credential's connections can be closed. */
    public void loggedIn(Identity identity) {
        channel.attr(WHO).set(identity);
    }

    /** What the client showed in the TLS handshake, its own certificate first; not judged. Empty: nothing. */
    public List<X509Certificate> peerCertificates() {
        return getSSLSession()
                .map(session -> {
                    try {
                        return Stream.of(session.getPeerCertificates())
                                .filter(X509Certificate.class::isInstance)
                                .map((Certificate certificate) -> (X509Certificate) certificate)
                                .toList();
                    } catch (SSLPeerUnverifiedException noneShown) {
                        return List.<X509Certificate>of();
                    }
                })
                .orElse(List.of());
    }

    /**
     * A server-side engine. What it asks for it does not insist on, so that a login can name the fault of a certificate.
     */
    static SslHandler tlsHandler(SSLContext context, boolean asksCertificate) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        TlsParameters.limit(parameters, engine.getSupportedCipherSuites());
        parameters.setWantClientAuth(asksCertificate);
        engine.setSSLParameters(parameters);
        return new SslHandler(engine);
    }

    void pipelines(@Nullable Pipelined fetches) {
        pipelined = fetches;
    }

    /** The fetches among which the command that runs is; empty: it stands alone. */
    public Optional<Pipelined> pipelined() {
        return Optional.ofNullable(pipelined);
    }

    synchronized @Nullable ImapLineHandler lineHandler() {
        return lineHandlers.peekFirst();
    }

    @Override
    public synchronized void pushLineHandler(ImapLineHandler handler) {
        lineHandlers.addFirst(handler);
    }

    @Override
    public synchronized void popLineHandler() {
        lineHandlers.pollFirst();
    }

    @Override
    public SessionId sessionId() {
        return id;
    }

    @Override
    public Mono<Void> logout() {
        return closeMailbox().then(Mono.fromRunnable(() -> state = ImapSessionState.LOGOUT));
    }

    @Override
    public ImapSessionState getState() {
        return state;
    }

    @Override
    public void authenticated() {
        state = ImapSessionState.AUTHENTICATED;
    }

    @Override
    public Mono<Void> selected(SelectedMailbox mailbox) {
        return closeMailbox().then(Mono.fromRunnable(() -> {
            state = ImapSessionState.SELECTED;
            selected = dialogue.views().apply(mailbox);
        }));
    }

    @Override
    public Mono<Void> deselect() {
        return closeMailbox().then(Mono.fromRunnable(() -> state = ImapSessionState.AUTHENTICATED));
    }

    private Mono<Void> closeMailbox() {
        return Mono.defer(() -> {
            SelectedMailbox before = selected;
            selected = null;
            return before == null ? Mono.empty() : before.deselect();
        });
    }

    @Override
    @SuppressWarnings("NullAway") // James asks whether there is one by comparing with null
    public SelectedMailbox getSelected() {
        return selected;
    }

    @Override
    @SuppressWarnings("NullAway") // the same
    public MailboxSession getMailboxSession() {
        return mailboxSession;
    }

    @Override
    public void setMailboxSession(MailboxSession session) {
        mailboxSession = session;
    }

    @Override
    @SuppressWarnings("NullAway") // the same
    public Object getAttribute(String key) {
        return attributes.get(key);
    }

    @Override
    public void setAttribute(String key, @Nullable Object value) {
        if (value == null) {
            attributes.remove(key);
        } else {
            attributes.put(key, value);
        }
    }

    /**
     * Answers and goes over to TLS in one task of the event loop: no octet is read in between, and the answer is the
     * last one in clear text (docs/james.md §2).
     */
    @Override
    public boolean startTLS(Runnable answer) {
        if (!supportStartTLS()) {
            return false;
        }
        SslHandler handler = dialogue.tlsHandler();
        channel.eventLoop()
                .submit(() -> {
                    if (upgrades.nothingBehind("STARTTLS") && channel.isActive()) {
                        answer.run();
                        channel.pipeline().addFirst(TLS, handler);
                    }
                })
                .awaitUninterruptibly();
        return true;
    }

    @Override
    public boolean isTLSActive() {
        return channel.pipeline().get(TLS) != null;
    }

    @Override
    public boolean supportStartTLS() {
        return !isTLSActive();
    }

    @Override
    public Optional<SSLSession> getSSLSession() {
        return Optional.ofNullable((SslHandler) channel.pipeline().get(TLS))
                .map(handler -> handler.engine().getSession());
    }

    @Override
    public boolean isCompressionActive() {
        return compressing;
    }

    @Override
    public boolean isCompressionSupported() {
        return state != ImapSessionState.NON_AUTHENTICATED
                && state != ImapSessionState.LOGOUT
                && (compressing || dialogue.compressed().get() < MOST_COMPRESSED);
    }

    @Override
    public boolean startCompression(Runnable answer) {
        compressing = true;
        dialogue.compressed().incrementAndGet();
        channel.closeFuture().addListener(closed -> dialogue.compressed().decrementAndGet());
        channel.eventLoop()
                .submit(() -> {
                    if (upgrades.nothingBehind("COMPRESS") && channel.isActive()) {
                        answer.run();
                        upgrades.compresses();
                    }
                })
                .awaitUninterruptibly();
        return true;
    }

    @Override
    public boolean supportMultipleNamespaces() {
        return false;
    }

    @Override
    public boolean isSSLRequired() {
        return true;
    }

    @Override
    public boolean isPlainAuthEnabled() {
        return true;
    }

    @Override
    public boolean supportsOAuth() {
        return false; // James' own verifier; ours is in the login package
    }

    @Override
    public Optional<OidcSASLConfiguration> oidcSaslConfiguration() {
        return Optional.empty();
    }

    @Override
    public void schedule(Runnable runnable, Duration delay) {
        channel.eventLoop()
                .schedule(() -> dialogue.commands().execute(runnable), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean needsCommandInjectionDetection() {
        return false; // the connection looks at the octets themselves
    }

    @Override
    public void startDetectingCommandInjection() {}

    @Override
    public void stopDetectingCommandInjection() {}
}

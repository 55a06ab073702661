package fr.mssgw.smtp.james;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.Visitor;
import fr.mssgw.smtp.WireText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSessionImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: who is there, and the mail transaction that is open. Used by one thread at a time, but for identity. */
final class GatewaySession extends SMTPSessionImpl {
    private static final Logger LOG = LoggerFactory.getLogger(GatewaySession.class);

    private final Listening listening;
    private final SessionTransport transport;
    private @Nullable String helo;
    private volatile @Nullable Identity identity;
    private @Nullable Transaction transaction;
    private int faults;
    private Optional<Instant> loggedInUntil = Optional.empty();
    private boolean refusedBeforeMail;

    GatewaySession(SessionTransport transport, Listening listening) {
        super(transport, listening);
        this.transport = transport;
        this.listening = listening;
    }

    Listening listening() {
        return listening;
    }

    SessionTransport transport() {
        return transport;
    }

    /** As the client named itself; empty before EHLO, and again after STARTTLS (RFC 3207 §4.2). */
    Optional<String> helo() {
        return Optional.ofNullable(helo);
    }

    void hello(String name) {
        helo = name;
    }

    void forgetHello() {
        helo = null;
    }

    Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    void loggedIn(Login.Granted granted) {
        identity = granted.identity();
        loggedInUntil = granted.until();
    }

    /** Whether the token that opened the session holds no longer. */
    boolean isLoginOver() {
        return loggedInUntil.filter(until -> !Instant.now().isBefore(until)).isPresent();
    }

    Optional<Transaction> transaction() {
        return Optional.ofNullable(transaction);
    }

    void begin(Transaction begun) {
        resetState();
        transaction = begun;
    }

    Visitor visitor() {
        return new Visitor(
                getRemoteAddress().getAddress(),
                helo().orElse(""),
                isTLSStarted(),
                getSSLSession().map(ServerTls::clientChain).orElse(List.of()),
                identity());
    }

    /** Traces what had to be done before MAIL and was not; once, or a client could fill the trail. */
    void tracePremature(Rule rule, Reply reply) {
        if (!refusedBeforeMail) {
            refusedBeforeMail = true;
            trace(Optional.empty(), rule, reply);
        }
    }

    /** The peer is told no more than to try again; what it is that keeps us is for the operator (docs/errors.md). */
    void logIfLater(Verdict verdict) {
        if (verdict instanceof Verdict.TryLater later) {
            LOG.warn("session {}: answered 451, {}", getSessionID(), later.waitingFor());
        }
    }

    void trace(Optional<Envelope> envelope, Rule rule, Reply reply) {
        listening.trail().refused(listening.port(), visitor(), envelope, rule, reply);
    }

    /** Counts an error of the protocol. @return how many there were */
    int fault() {
        return ++faults;
    }

    /** Ends the mail transaction; also called by James at STARTTLS and when the connection is gone. */
    @Override
    public void resetState() {
        Transaction ending = transaction;
        transaction = null;
        if (ending != null) {
            ending.close();
        }
        super.resetState();
    }

    @Override
    public Response newLineTooLongResponse() {
        return response(Replies.LINE_TOO_LONG);
    }

    @Override
    public Response newFatalErrorResponse() {
        return response(Reply.LATER);
    }

    @Override
    public Response newCommandNotFoundErrorResponse() {
        return response(Replies.UNKNOWN_COMMAND);
    }

    /** The reply in James' words; ASCII, as the wire wants it. */
    static SMTPResponse response(Reply reply) {
        return new SMTPResponse(Integer.toString(reply.code()), WireText.of(reply));
    }

    /** The session's last reply. */
    static SMTPResponse last(Reply reply) {
        SMTPResponse response = response(reply);
        response.setEndSession(true);
        return response;
    }
}

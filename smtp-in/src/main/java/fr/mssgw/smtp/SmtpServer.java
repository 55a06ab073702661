package fr.mssgw.smtp;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.flow.InboundFlow;
import fr.mssgw.core.flow.SubmissionFlow;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.smtp.james.Listeners;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP side of the gateway: ports 25, 587 and 465, as far as they are configured. Mail is judged and stored inside
 * the SMTP transaction; {@code 250} follows the commit.
 *
 * <p>The TLS contexts are asked for at each handshake, so that a renewed certificate is used at once. Their trust
 * managers let every client certificate through: it is the flows and the authenticator that judge it, and that say why
 * in an SMTP reply instead of a TLS alert. Thread-safe; started and closed once.
 */
public final class SmtpServer implements AutoCloseable {
    private final SmtpConfig config;
    private final MessageSpool spool;
    private final Door mx;
    private final Door submission;
    private final Authenticator authenticator;
    private final RefusalTrail trail;
    private final Supplier<SSLContext> mxTls;
    private final Supplier<SSLContext> submissionTls;
    private @Nullable Listeners listeners;

    public SmtpServer(
            SmtpConfig config,
            MessageSpool spool,
            InboundFlow inbound,
            SubmissionFlow submission,
            Authenticator authenticator,
            RefusalTrail trail,
            Supplier<SSLContext> mxTls,
            Supplier<SSLContext> submissionTls) {
        this.config = config;
        this.spool = spool;
        JudgingShares shares = new JudgingShares(config.limits().threads());
        this.mx = new FairDoor(new MxDoor(inbound), shares);
        this.submission = new FairDoor(new SubmissionDoor(submission), shares);
        this.authenticator = authenticator;
        this.trail = trail;
        this.mxTls = mxTls;
        this.submissionTls = submissionTls;
    }

    /**
     * Opens the configured ports.
     *
     * @throws IOException naming the port that cannot be opened; none stays open
     */
    public synchronized void start() throws IOException {
        if (listeners != null) {
            throw new IllegalStateException("started already");
        }
        Listeners opening = new Listeners(config, spool, authenticator, trail);
        try {
            if (config.mx().isPresent()) {
                opening.open(Port.MX, config.mx().get(), mx, mxTls);
            }
            if (config.submission().isPresent()) {
                opening.open(Port.SUBMISSION, config.submission().get(), submission, submissionTls);
            }
            if (config.submissions().isPresent()) {
                opening.open(Port.SUBMISSIONS, config.submissions().get(), submission, submissionTls);
            }
        } catch (IOException cannotOpen) {
            opening.close();
            throw cannotOpen;
        }
        listeners = opening;
    }

    /** Where it listens on this port; another one than configured when 0 was asked for. Empty when it does not. */
    public synchronized Optional<InetSocketAddress> address(Port port) {
        return Optional.ofNullable(listeners).flatMap(open -> open.address(port));
    }

    /** How many sessions are open, all ports together. */
    public synchronized int sessions() {
        Listeners open = listeners;
        return open == null ? 0 : open.sessions();
    }

    /**
     * Ends the sessions of those who match, for a credential that was revoked: with 421, after the command that is being
     * judged. A message that is not acknowledged by then is not accepted. Answers how many sessions there are.
     */
    public synchronized int end(Predicate<Identity> who) {
        Listeners open = listeners;
        return open == null ? 0 : open.end(who);
    }

    /** Accepts nothing more, lets the commands that are being judged end and answer, says 421 to every session. */
    @Override
    public synchronized void close() {
        Listeners open = listeners;
        if (open != null) {
            open.close();
            listeners = null;
        }
    }
}

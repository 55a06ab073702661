package fr.mssgw.smtp.james;

import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.smtp.DataDecoder;
import fr.mssgw.smtp.Replies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what follows DATA to the spool and, at its end, asks the door.
 *
 * <p>It stands for James' {@code DataLineMessageHookHandler}, {@code MailSizeEsmtpExtension} and
 * {@code ReceivedDataLineFilter}: these end DATA at any three octets that begin with a dot, keep the message in the
 * heap, swallow an over-long one without bound, and look the client up in the DNS.
 */
final class MessageReceiver implements Framer.Receiver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MessageReceiver.class);

    private final GatewaySession session;
    private final Envelope envelope;
    private final MessageSpool.Draft draft;
    private final DataDecoder decoder = new DataDecoder();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
    private final long begun = System.nanoTime();
    private final long limit;
    private final Duration timeLimit;
    private long received;
    private @Nullable Reply refusal;
    private boolean tooLarge;

    MessageReceiver(GatewaySession session, Transaction transaction) {
        this.session = session;
        this.envelope = transaction.envelope();
        this.draft = session.listening().spool().draft();
        this.limit = session.listening().config().limits().messageOctets();
        this.timeLimit = session.listening().config().limits().message();
    }

    @Override
    public int accept(byte[] octets, int length) {
        text.reset();
        int used = decoder.read(octets, 0, length, text);
        if (decoder.state() != DataDecoder.State.BROKEN) {
            keep();
        }
        switch (decoder.state()) {
            case OPEN -> {
                if (received > 2 * limit) {
                    end(GatewaySession.last(Replies.tooLarge(received, limit)));
                    return length;
                } else if (System.nanoTime() - begun > timeLimit.toNanos()) {
                    end(GatewaySession.last(Replies.IDLE));
                    return length;
                }
            }
            case BROKEN -> {
                Verdict.Refuse broken = decoder.refusal().orElseThrow();
                session.trace(Optional.of(envelope), broken.rule(), Reply.refusing(broken));
                end(GatewaySession.last(Reply.refusing(broken)));
                return length;
            }
            case ENDED -> end(GatewaySession.response(answer()));
        }
        return used;
    }

    private void keep() {
        received += text.size();
        if (refusal != null) {
            return;
        }
        if (received > limit) {
            refuse(Rules.TOO_LARGE, Replies.tooLarge(received, limit));
            tooLarge = true;
        } else if (decoder.refusal().isPresent()) {
            Verdict.Refuse octets = decoder.refusal().get();
            refuse(octets.rule(), Reply.refusing(octets));
        } else {
            try {
                text.writeTo(draft);
            } catch (IOException noRoom) {
                LOG.error("session {}: cannot write to the spool", session.getSessionID(), noRoom);
                drop(Reply.LATER);
            }
        }
    }

    /** What still comes is read to its end and dropped, so that the client sees the reply. */
    private void refuse(Rule rule, Reply reply) {
        session.trace(Optional.of(envelope), rule, reply);
        drop(reply);
    }

    private void drop(Reply reply) {
        refusal = reply;
        close();
    }

    private Reply answer() {
        if (tooLarge) {
            return Replies.tooLarge(received, limit); // all of it, now that it is known
        }
        return refusal != null ? refusal : judge();
    }

    private Reply judge() {
        try (RawMessage message = draft.finish()) {
            Reception reception = session.listening().door().onMessage(session.visitor(), envelope, message);
            if (reception instanceof Reception.NotStored not) {
                session.logIfLater(not.verdict());
            }
            return reception.reply();
        } catch (IOException noRoom) {
            LOG.error("session {}: cannot write to the spool", session.getSessionID(), noRoom);
            return Reply.LATER;
        } catch (RuntimeException | Error fault) { // a StackOverflowError too must not cost the session its other mail
            LOG.error("session {}: a message could not be judged", session.getSessionID(), fault);
            return Reply.LATER;
        }
    }

    private void end(SMTPResponse response) {
        session.transport().framer().lines();
        session.resetState();
        session.transport().writeResponse(response, session);
    }

    @Override
    public void close() {
        try {
            draft.close();
        } catch (IOException leftForTheNextStart) {
            LOG.warn("session {}: a draft in the spool could not be deleted", session.getSessionID());
        }
    }
}

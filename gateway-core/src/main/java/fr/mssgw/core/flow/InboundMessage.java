package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import java.time.Instant;
import java.util.Optional;

/**
 * A message from another operator, opened and read, not yet judged for its recipients.
 *
 * @param content as delivered: decrypted where that was possible
 * @param header of the content, without what only this gateway may say
 * @param patient who wrote it, when a patient did
 * @param outline of a patient's message
 * @param report what it says of a message that went to a patient, when that is all it is
 */
record InboundMessage(
        RawMessage original,
        RawMessage content,
        HeaderSection header,
        SmimeLabel label,
        MssAddress from,
        Optional<InsAddress> patient,
        Optional<MimeOutline> outline,
        Optional<FromMes> report)
        implements AutoCloseable {
    /** As the rules of BAL see it. */
    ServerRules.Mail mail(QueueId id, Envelope envelope, Instant now) {
        return new ServerRules.Mail(id, header, content, envelope.sender(), from.isPatient(), now);
    }

    /** The conversation of the message whose receipt this is. */
    Optional<ConversationKey> receipted() {
        return report.filter(FromMes.Read.class::isInstance)
                .map(read -> ((FromMes.Read) read).original().key());
    }

    @Override
    public void close() {
        if (content != original) {
            content.close();
        }
    }
}

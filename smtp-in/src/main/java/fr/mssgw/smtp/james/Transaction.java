package fr.mssgw.smtp.james;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.smtp.MailParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mail from MAIL to the end of DATA; closing it throws away what was received. */
final class Transaction implements AutoCloseable {
    private final Optional<MssAddress> sender;
    private final MailParameters parameters;
    private final Map<MssAddress, DsnRequest> recipients = new LinkedHashMap<>();
    private @Nullable MessageReceiver receiving;

    Transaction(Optional<MssAddress> sender, MailParameters parameters) {
        this.sender = sender;
        this.parameters = parameters;
    }

    Optional<MssAddress> sender() {
        return sender;
    }

    /** Octets that SIZE said; 0 without it. */
    long announced() {
        return parameters.size();
    }

    int recipients() {
        return recipients.size();
    }

    /** Adds an accepted recipient; one that is there already stays as it is. */
    void add(MssAddress recipient, DsnRequest dsn) {
        recipients.putIfAbsent(recipient, dsn);
    }

    boolean has(MssAddress recipient) {
        return recipients.containsKey(recipient);
    }

    Envelope envelope() {
        return new Envelope(
                sender,
                recipients.entrySet().stream()
                        .map(each -> new Envelope.Recipient(each.getKey(), each.getValue()))
                        .toList(),
                parameters.envelopeId(),
                parameters.fullReport());
    }

    void receiving(MessageReceiver receiver) {
        receiving = receiver;
    }

    @Override
    public void close() {
        if (receiving != null) {
            receiving.close();
        }
    }
}

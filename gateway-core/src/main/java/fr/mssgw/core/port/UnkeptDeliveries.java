package fr.mssgw.core.port;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rule;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Takes every delivery for committed and keeps nothing: for judging a message without any effect.
 *
 * @param seen is shown each delivery
 */
public record UnkeptDeliveries(Consumer<Delivery> seen) implements Deliveries {
    public UnkeptDeliveries() {
        this(delivery -> {});
    }

    @Override
    public Result commit(Delivery delivery) {
        seen.accept(delivery);
        return new Committed();
    }

    @Override
    public void markSent(SentMessage message, String keyword) {}

    @Override
    public void refused(ConversationKey key, Rule rule, String person, Instant at) {}

    @Override
    public boolean markAnswered(MssAddress bal, String messageId, String keyword) {
        return false;
    }
}

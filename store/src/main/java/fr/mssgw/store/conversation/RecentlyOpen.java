package fr.mssgw.store.conversation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.port.Conversations;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.report.References;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers for some seconds which conversations were found open, so that RCPT needs no query for a pair that writes
 * often. Nothing else is remembered: an open conversation is judged again under its lock when the message is stored, while
 * a refusal at RCPT is final, and so never comes from here. Thread-safe.
 */
public final class RecentlyOpen implements Conversations {
    /** As long as a closing by another gateway may go unnoticed at RCPT; this one's own are told at once. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final int MOST = 100_000;

    private final Conversations conversations;
    private final Cache<ConversationKey, Boolean> open =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    public RecentlyOpen(Conversations conversations) {
        this.conversations = conversations;
    }

    @Override
    public ConversationState state(ConversationKey key) {
        if (open.getIfPresent(key) != null) {
            return ConversationState.OPEN;
        }
        ConversationState state = conversations.state(key);
        if (state == ConversationState.OPEN) {
            open.put(key, true);
        }
        return state;
    }

    @Override
    public Optional<SentMessage> sent(InsAddress patient, References references) {
        return conversations.sent(patient, references);
    }

    @Override
    public boolean awaitsReceipt(ConversationKey key) {
        return conversations.awaitsReceipt(key);
    }

    /** The same deliveries; the pairs that take a step by one are forgotten. */
    public Deliveries forgetting(Deliveries deliveries) {
        return new Deliveries() {
            @Override
            public Result commit(Delivery delivery) {
                try {
                    return deliveries.commit(delivery);
                } finally {
                    // also where nobody knows whether it was written
                    delivery.conversations().forEach(change -> open.invalidate(change.key()));
                }
            }

            @Override
            public void markSent(SentMessage message, String keyword) {
                deliveries.markSent(message, keyword);
            }

            @Override
            public void refused(ConversationKey key, Rule rule, String person, Instant at) {
                deliveries.refused(key, rule, person, at);
            }

            @Override
            public boolean markAnswered(MssAddress bal, String messageId, String keyword) {
                return deliveries.markAnswered(bal, messageId, keyword);
            }
        };
    }
}

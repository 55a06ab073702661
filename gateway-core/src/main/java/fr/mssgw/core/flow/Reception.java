package fr.mssgw.core.flow;

import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;

/** How a whole message was received: stored under an id, or not stored at all. */
public sealed interface Reception {
    record Stored(QueueId id) implements Reception {}

    /** @param verdict never {@link Verdict.Deliver} */
    record NotStored(Verdict verdict) implements Reception {}

    default Reply reply() {
        return this instanceof Stored stored
                ? Reply.stored(stored.id())
                : Reply.to(((NotStored) this).verdict(), "", "");
    }
}

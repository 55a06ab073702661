package fr.mssgw.core.pharmacy;

import fr.mssgw.core.delivery.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What comes of the answers that a pharmacy owes by now.
 *
 * @param mails to deliver
 * @param next by conversation, when the named person is told of what the team was told of now; what is due and not here
 *     is told no more
 */
public record Reminding(List<Delivery> mails, Map<Long, Instant> next) {
    public Reminding {
        mails = List.copyOf(mails);
        next = Map.copyOf(next);
    }
}

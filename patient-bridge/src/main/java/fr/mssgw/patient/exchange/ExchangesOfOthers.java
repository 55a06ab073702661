package fr.mssgw.patient.exchange;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.core.port.Conversations;
import fr.mssgw.patient.rules.ConversationRules.ToPatient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message whose Reply-To names another BAL changes that BAL's exchanges, and not the sender's: the pair is the patient
 * and the address that the patient may answer (MES-1.3 §9 [2]). Ending them needs a right to that BAL, which is told
 * whenever an exchange that it had begins again or ends (docs/adr/0029).
 */
public final class ExchangesOfOthers {
    private final BalDirectory bals;
    private final Conversations conversations;
    private final MailDomain domain;

    public ExchangesOfOthers(BalDirectory bals, Conversations conversations, MailDomain domain) {
        this.bals = bals;
        this.conversations = conversations;
        this.domain = domain;
    }

    /** Whether whoever acts may end the exchanges of an address; never of one at another operator. */
    public boolean mayEnd(Identity by, MssAddress contact) {
        return bals.find(contact).filter(by::mayUse).isPresent();
    }

    /** Where the exchanges of another BAL of ours stand that a message changes; empty where they are the sender's own. */
    public Map<InsAddress, ConversationState> before(
            Bal sender, ToPatient.Accepted accepted, List<InsAddress> patients) {
        Map<InsAddress, ConversationState> before = new LinkedHashMap<>();
        if (!accepted.contact().equals(sender.address())
                && bals.find(accepted.contact()).isPresent()) {
            patients.forEach(patient ->
                    before.put(patient, conversations.state(new ConversationKey(patient, accepted.contact()))));
        }
        return before;
    }

    /**
     * The mail that tells the other BAL which of its exchanges begin again or end; empty where none does.
     *
     * @param before as {@link #before} found it
     */
    public Optional<Copy> notice(
            Identity by,
            ToPatient.Accepted accepted,
            Map<InsAddress, ConversationState> before,
            QueueId id,
            Instant now) {
        ConversationState changes =
                accepted.to() == ConversationState.OPEN ? ConversationState.CLOSED : ConversationState.OPEN;
        List<InsAddress> changed = before.entrySet().stream()
                .filter(exchange -> exchange.getValue() == changes)
                .map(Map.Entry::getKey)
                .toList();
        return changed.isEmpty()
                ? Optional.empty()
                : Optional.of(ExchangeNotice.placedFor(
                        accepted.contact(), changed, accepted.to(), ExchangeNotice.byMessage(by), domain, id, now));
    }
}

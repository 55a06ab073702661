package fr.mssgw.core.audit;

import fr.mssgw.core.masking.Matricules;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the operator's trace: who did what, when, and how it ended (REF2 §5.1 [2]). Masks the matricules of
 * patients in whatever it is given, so that neither the table nor an export can hold one.
 *
 * @param kind such as {@link Kind#MESSAGE_ACCEPTED}
 * @param actor an RPPS, a BAL, a peer's domain or {@code gateway}
 * @param details in order; never a secret, never a body
 */
public record AuditEvent(Instant at, Kind kind, String actor, Map<String, String> details) {
    public enum Kind {
        MESSAGE_ACCEPTED,
        MESSAGE_REFUSED,
        LOGIN_GRANTED,
        LOGIN_DENIED,
        LOGIN_LOCKED,
        /** An address tried too many credentials over all BAL: it is refused for a while. */
        ADDRESS_REFUSED,
        /** A BAL is guessed from many addresses: tries from places that it does not know are slowed. */
        LOGIN_GUESSED,
        PEER_REFUSED,
        CONVERSATION_CHANGED,
        /** A professional wrote to a patient who wants no mail, and said why. */
        OPPOSITION_OVERRIDDEN,
        MESSAGE_RETURNED,
        MESSAGE_READ,
        PATIENT_ACKNOWLEDGED,
        TEAM_REMINDED,
        MESSAGE_RELAYED,
        RELAY_DELAYED,
        RELAY_FAILED,
        MAILBOX_ACTION,
        RULE_APPLIED,
        OPERATOR_ACTION
    }

    public AuditEvent {
        actor = Matricules.masked(actor);
        Map<String, String> masked = new LinkedHashMap<>();
        details.forEach((key, value) -> masked.put(key, Matricules.masked(value)));
        details = Collections.unmodifiableMap(masked);
    }

    /** @param details key, value, key, value …, each value by its {@code toString} */
    public static AuditEvent of(Instant at, Kind kind, String actor, Object... details) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < details.length; i += 2) {
            map.put(String.valueOf(details[i]), String.valueOf(details[i + 1]));
        }
        return new AuditEvent(at, kind, actor, map);
    }
}

package fr.mssgw.core.message;

import java.util.Optional;
import java.util.Set;

/**
 * What a sender asked about one recipient's delivery reports (RFC 3461 §4).
 *
 * @param originalRecipient {@code type;xtext}, as the sender gave it
 */
public record DsnRequest(Set<Notify> notifyOn, Optional<String> originalRecipient) {
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    /** Nothing asked: failures are reported (RFC 3461 §4.1). */
    public static final DsnRequest NONE = new DsnRequest(Set.of(), Optional.empty());

    public DsnRequest {
        notifyOn = Set.copyOf(notifyOn);
    }

    public boolean wantsFailure() {
        return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
    }

    public boolean wantsDelay() {
        return notifyOn.isEmpty() || notifyOn.contains(Notify.DELAY);
    }
}

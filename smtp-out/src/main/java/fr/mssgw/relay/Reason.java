package fr.mssgw.relay;

import java.util.Optional;

/**
 * Why a recipient has not been served.
 *
 * @param status enhanced code (RFC 3463)
 * @param text French, or the peer's own words; may name a patient: {@link #masked} goes to logs and audit
 * @param from the host that answered; empty when the words are ours
 */
record Reason(String status, String text, Optional<Destination> from) {
    static Reason ours(String status, String text) {
        return new Reason(status, text, Optional.empty());
    }

    static Reason of(PeerReply reply, Destination from) {
        return new Reason(reply.status(), reply.code() + " " + reply.text(), Optional.of(from));
    }

    String masked() {
        String whole = from.map(host -> host + ": " + text).orElse(status + " " + text);
        return MaskedText.of(whole);
    }
}

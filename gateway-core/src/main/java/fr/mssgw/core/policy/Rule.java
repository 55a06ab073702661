package fr.mssgw.core.policy;

/**
 * A rule that can refuse: what the peer sees in brackets at the end of the reply, and where it comes from.
 *
 * @param id such as {@code GW-PAT-1}
 * @param code SMTP reply code when it refuses
 * @param enhanced enhanced status code (RFC 3463)
 * @param source a section of docs/domain.md or of an RFC, or a record of docs/adr: something that readers can open
 */
public record Rule(String id, int code, String enhanced, String source) {
    /** Whether the same may be accepted later (RFC 5321 §4.2.1). */
    public boolean isTransient() {
        return code < 500;
    }
}

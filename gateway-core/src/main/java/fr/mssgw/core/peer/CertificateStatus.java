package fr.mssgw.core.peer;

/** What a peer's certificate chain is worth, before the white list is asked. */
public enum CertificateStatus {
    TRUSTED,
    EXPIRED,
    NOT_YET_VALID,
    REVOKED,
    /** Does not chain to IGC-Santé, or chains badly (signature, usage, constraints). */
    OTHER_CA,
    /** No revocation list that is still valid: the peer retries. */
    REVOCATION_UNKNOWN
}

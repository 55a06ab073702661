package fr.mssgw.core.port;

import fr.mssgw.core.audit.AuditEvent;

/** Keeps events that no transaction carries: refusals, logins, peers. Returns at once and never fails the caller. */
public interface AuditTrail {
    void record(AuditEvent event);
}

-- The audit's gap-free numbers and its hash chain. They are given after the commit, by fr.mssgw.store.audit.AuditSealer:
-- audit_event.seq comes from a sequence, so a rollback leaves gaps in it and a late commit shows up before its elders.
-- No foreign key: its row locks would write to each event again; the verification finds an event that went.
CREATE TABLE audit_chain (
    seq   bigint PRIMARY KEY,                                 -- 1, 2, 3 … without a gap
    event bigint NOT NULL UNIQUE,                             -- audit_event.seq
    hash  bytea  NOT NULL                                     -- SHA-256 of the event's line, which holds the one before
);

-- A person's own \Seen where a BAL says seen: per-person. Without a row the message's own flag is the person's.
CREATE TABLE seen_by_person (
    mailbox_id bigint  NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    uid        bigint  NOT NULL,
    person     text    NOT NULL,                              -- RPPS
    seen       boolean NOT NULL,
    PRIMARY KEY (mailbox_id, uid, person)
);
-- No reference to mailbox_message, which a check for each row would slow: whoever removes the one removes the other.

-- What was expunged, kept out of sight for a while: fr.mssgw.store.mailbox.Expunged restores and removes it.
CREATE TABLE expunged_message (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bal           text        NOT NULL,
    folder        text        NOT NULL,                       -- its name at the time
    mailbox_id    bigint      NOT NULL,                       -- may be gone meanwhile
    uid           bigint      NOT NULL,                       -- in that mailbox
    message_id    bigint      NOT NULL REFERENCES message,
    size          bigint      NOT NULL,
    internal_date timestamptz NOT NULL,
    flags         smallint    NOT NULL,
    keywords      text[]      NOT NULL,
    cause         text        NOT NULL,                       -- EXPUNGED, FOLDER_DELETED or EXPIRED
    expunged_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX expunged_message_bal ON expunged_message (bal, expunged_at);
CREATE INDEX expunged_message_at ON expunged_message (expunged_at);
CREATE INDEX expunged_message_message ON expunged_message (message_id);
CREATE TRIGGER expunged_message_orphans AFTER DELETE ON expunged_message
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_orphan_candidates();

-- The last threshold, in percent, of which a BAL was warned that its space runs out.
ALTER TABLE bal_usage ADD COLUMN warned smallint NOT NULL DEFAULT 0;

-- To whom a BAL has answered that its people are away, and when (RFC 3834 §2).
CREATE TABLE absence_answer (
    bal           text        NOT NULL,
    correspondent text        NOT NULL,
    answered_at   timestamptz NOT NULL,
    PRIMARY KEY (bal, correspondent)
);

-- The last login of a BAL.
CREATE INDEX audit_event_login ON audit_event ((details ->> 'bal'), at) WHERE kind = 'LOGIN_GRANTED';

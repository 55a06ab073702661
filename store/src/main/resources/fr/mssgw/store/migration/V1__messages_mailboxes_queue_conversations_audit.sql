-- The octets of a message after its header section, once however many copies refer to it.
CREATE TABLE body (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content bytea  NOT NULL
);
ALTER TABLE body ALTER COLUMN content SET STORAGE EXTERNAL;   -- no compression: read by slices, in constant time

-- One content as delivered: a header section of its own, a body that it may share.
CREATE TABLE message (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue_id   text,                                          -- of the delivery that brought it; null after IMAP APPEND
    body_id    bigint      NOT NULL REFERENCES body,
    header     bytea       NOT NULL,                          -- its closing empty line included
    size       bigint      NOT NULL,                          -- octets of header and body
    stored_at  timestamptz NOT NULL
);
CREATE INDEX message_body ON message (body_id);
CREATE INDEX message_queue_id ON message (queue_id) WHERE queue_id IS NOT NULL;

CREATE TABLE mailbox (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bal            text   NOT NULL,                           -- address, lower case
    name           text   NOT NULL,                           -- folder path, '.' between levels; INBOX in capitals
    uid_validity   bigint NOT NULL,
    last_uid       bigint NOT NULL DEFAULT 0,
    highest_modseq bigint NOT NULL DEFAULT 0,
    acl            text   NOT NULL DEFAULT '',
    UNIQUE (bal, name)
) WITH (fillfactor = 40);                                     -- every delivery updates it: room for that in its page
-- Whoever changes messages of mailboxes first locks their rows here, in ascending order of id.

CREATE TABLE mailbox_message (
    mailbox_id    bigint      NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    uid           bigint      NOT NULL,
    modseq        bigint      NOT NULL,
    message_id    bigint      NOT NULL REFERENCES message,
    internal_date timestamptz NOT NULL,
    save_date     timestamptz NOT NULL,
    flags         smallint    NOT NULL DEFAULT 0,             -- 1 answered 2 deleted 4 draft 8 flagged 16 recent 32 seen
    keywords      text[]      NOT NULL DEFAULT '{}',
    PRIMARY KEY (mailbox_id, uid)
);
CREATE INDEX mailbox_message_message ON mailbox_message (message_id);
CREATE INDEX mailbox_message_modseq ON mailbox_message (mailbox_id, modseq);
CREATE INDEX mailbox_message_unseen ON mailbox_message (mailbox_id, uid) WHERE flags & 32 = 0;
CREATE INDEX mailbox_message_recent ON mailbox_message (mailbox_id, uid) WHERE flags & 16 = 16;
CREATE INDEX mailbox_message_deleted ON mailbox_message (mailbox_id, uid) WHERE flags & 2 = 2;

CREATE TABLE subscription (
    bal  text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (bal, name)
);

CREATE TABLE mailbox_annotation (
    mailbox_id bigint NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    key        text   NOT NULL,
    value      text   NOT NULL,
    PRIMARY KEY (mailbox_id, key)
);

-- Octets and messages held, kept by the transactions that add and remove; quota and STATUS read one row.
CREATE TABLE bal_usage (
    bal      text   PRIMARY KEY,
    octets   bigint NOT NULL DEFAULT 0,
    messages bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 40);
-- Locked after mailboxes, in ascending order of bal.

-- Mail for other operators, a row per recipient.
CREATE TABLE queue_entry (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue_id       text        NOT NULL,
    message_id     bigint      NOT NULL REFERENCES message,
    sender         text,                                      -- null for the null sender
    envelope_id    text,                                      -- ENVID
    full_report    boolean     NOT NULL DEFAULT false,        -- RET=FULL
    recipient      text        NOT NULL,
    domain         text        NOT NULL,
    dsn_notify     text        NOT NULL DEFAULT '',           -- NOTIFY, comma-separated
    dsn_orcpt      text,
    held           boolean     NOT NULL DEFAULT false,
    attempts       integer     NOT NULL DEFAULT 0,
    delay_noticed  boolean     NOT NULL DEFAULT false,
    queued_at      timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,                      -- next attempt; while leased, the end of the lease
    leased_by      text,
    last_error     text
);
CREATE INDEX queue_entry_due ON queue_entry (due_at) WHERE NOT held;
CREATE INDEX queue_entry_queue_id ON queue_entry (queue_id);
CREATE INDEX queue_entry_message ON queue_entry (message_id);

CREATE TABLE conversation (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ins        text        NOT NULL,                          -- matricule, upper case
    contact    text        NOT NULL,                          -- the address that the patient may answer
    state      text        NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
    changed_at timestamptz NOT NULL,
    UNIQUE (ins, contact)
);
-- Locked before mailboxes, in ascending order of (ins, contact): its state says which mailboxes a step touches.
CREATE INDEX conversation_contact ON conversation (contact);

-- Every step, never rewritten.
CREATE TABLE conversation_event (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id bigint      NOT NULL REFERENCES conversation,
    at              timestamptz NOT NULL,
    cause           text        NOT NULL,
    state           text        NOT NULL,                     -- after the step
    queue_id        text        NOT NULL
);
CREATE INDEX conversation_event_conversation ON conversation_event (conversation_id, id);

-- Which messages show a conversation's state as keywords, in whatever folder they lie.
CREATE TABLE conversation_message (
    conversation_id bigint NOT NULL REFERENCES conversation,
    message_id      bigint NOT NULL REFERENCES message ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, message_id)
);
CREATE INDEX conversation_message_message ON conversation_message (message_id);

CREATE TABLE audit_event (
    seq     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    kind    text        NOT NULL,
    actor   text        NOT NULL,
    details json        NOT NULL                              -- json, not jsonb: keeps the order of its keys
);
CREATE INDEX audit_event_at ON audit_event (at);

-- Messages that lost a reference and may have been left without any; fr.mssgw.store.Garbage looks and removes.
CREATE TABLE orphan_candidate (
    message_id bigint NOT NULL
);

CREATE FUNCTION note_orphan_candidates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orphan_candidate SELECT DISTINCT message_id FROM gone;
    RETURN NULL;
END $$;
CREATE TRIGGER mailbox_message_orphans AFTER DELETE ON mailbox_message
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_orphan_candidates();
CREATE TRIGGER queue_entry_orphans AFTER DELETE ON queue_entry
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_orphan_candidates();

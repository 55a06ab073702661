-- What IMAP lists of a message, in the octets that it sends; null in what was stored before, or never was in a folder.
ALTER TABLE message ADD COLUMN envelope bytea;
ALTER TABLE message ADD COLUMN body_structure bytea;
ALTER TABLE message ADD COLUMN body_outline bytea;            -- BODY: the same without extension data

-- What SEARCH looks at, folded: lower case, no accents, one space between words. Made after the delivery has committed.
CREATE TABLE message_text (
    message_id bigint   PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    subject    text     NOT NULL,
    from_text  text     NOT NULL,
    to_text    text     NOT NULL,
    cc_text    text     NOT NULL,
    bcc_text   text     NOT NULL,
    mime_id    text     NOT NULL,                             -- Message-ID
    sent_on    date,                                          -- the day as written in Date
    words      tsvector NOT NULL                              -- A subject, B addresses, C file names, D readable text
);
ALTER TABLE message_text ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE message_text SET (toast_tuple_target = 256);      -- words stay out of the rows that SEARCH SUBJECT reads

-- French stems of words that are folded already; no stop words, since « avec » may be searched too.
CREATE TEXT SEARCH DICTIONARY folded_french (TEMPLATE = snowball, Language = french);
CREATE TEXT SEARCH CONFIGURATION folded_french (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION folded_french
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH folded_french;
CREATE INDEX message_text_words ON message_text USING gin (words);

-- Substrings of subject and From by trigrams; without the extension they are looked for row by row.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX message_text_substrings ON message_text
        USING gin (subject gin_trgm_ops, from_text gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE WARNING 'SEARCH does without pg_trgm: %', SQLERRM;
END $$;

-- Messages in folders whose text is still to be read, in order.
CREATE TABLE text_pending (
    message_id bigint PRIMARY KEY                             -- no reference: the garbage collector need not look here
);
INSERT INTO text_pending SELECT DISTINCT message_id FROM mailbox_message;

CREATE FUNCTION note_pending_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO text_pending VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER message_text_pending AFTER INSERT ON message
    FOR EACH ROW WHEN (NEW.envelope IS NOT NULL) EXECUTE FUNCTION note_pending_text();

-- What left a folder and when, so that a client that was away is told exactly that (RFC 7162). Whoever deletes has
-- advanced the folder's MODSEQ before, in the same transaction.
CREATE TABLE expunged (
    mailbox_id bigint      NOT NULL REFERENCES mailbox ON DELETE CASCADE,
    uid        bigint      NOT NULL,
    modseq     bigint      NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mailbox_id, modseq, uid)
);
-- Up to this MODSEQ the table does not know all: those who come from before are told of every UID that is not there.
ALTER TABLE mailbox ADD COLUMN expunges_known_from bigint NOT NULL DEFAULT 0;
UPDATE mailbox SET expunges_known_from = highest_modseq;

CREATE FUNCTION note_expunged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO expunged (mailbox_id, uid, modseq)
        SELECT g.mailbox_id, g.uid, m.highest_modseq FROM gone g JOIN mailbox m ON m.id = g.mailbox_id;
    RETURN NULL;
END $$;
CREATE TRIGGER mailbox_message_expunged AFTER DELETE ON mailbox_message
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_expunged();

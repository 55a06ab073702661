-- Each step of a conversation says who took it, from which state it started, and by which rule a message was refused.
ALTER TABLE conversation_event
    ADD COLUMN state_before text,                             -- NONE, OPEN or CLOSED; null for steps before this version
    ADD COLUMN person       text,                             -- RPPS, else `patient`, `operator` or `gateway`
    ADD COLUMN ins_declared text,                             -- X-MSS-INS of the message: O or N; null without one
    ADD COLUMN rule         text,                             -- of a refusal
    ALTER COLUMN queue_id DROP NOT NULL;                      -- a message refused at RCPT has none
-- By which a copy that a client files in Sent finds its conversation.
CREATE INDEX conversation_event_written ON conversation_event (message_id)
    WHERE cause IN ('PROFESSIONAL_WROTE', 'CLOSED_BY_HEADER', 'CLOSED_BY_SUBJECT');

-- What is written stays: the history of a conversation is evidence.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '55000', MESSAGE = TG_TABLE_NAME || ' is only ever added to';
END $$;
CREATE TRIGGER conversation_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON conversation_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

ALTER TABLE conversation
    ADD COLUMN awaiting             boolean NOT NULL DEFAULT false,   -- the patient wrote last, nobody answered yet
    ADD COLUMN active_on            date    NOT NULL DEFAULT CURRENT_DATE, -- of the last letter either way, in UTC
    ADD COLUMN closing_announced_at timestamptz;              -- by mail to the professional; null once somebody writes
UPDATE conversation SET active_on = (changed_at AT TIME ZONE 'UTC')::date;
-- Who has been silent for long; a day is written at most once a day for a conversation.
CREATE INDEX conversation_silence ON conversation (active_on) WHERE state = 'OPEN';

-- Patients who said that they want no mail (beside those of the configured file).
CREATE TABLE patient_opposition (
    ins text        PRIMARY KEY,                              -- matricule, upper case
    at  timestamptz NOT NULL
);

DROP FUNCTION IF EXISTS deliver;                              -- R__deliver.sql makes it anew, with p_person

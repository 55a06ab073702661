-- What Mon espace santé returns or acknowledges names the message that was sent; so each step keeps its names.
ALTER TABLE conversation_event
    ADD COLUMN message_id text,                               -- Message-ID with its angle brackets
    ADD COLUMN sender     text;                               -- of the envelope
-- One failure and one receipt for each message, also when two forms of the same report arrive together.
CREATE UNIQUE INDEX conversation_event_once ON conversation_event (conversation_id, cause, message_id)
    WHERE cause IN ('MESSAGE_RETURNED', 'MESSAGE_READ');

DROP FUNCTION IF EXISTS deliver;                              -- R__deliver.sql makes it anew, with p_named

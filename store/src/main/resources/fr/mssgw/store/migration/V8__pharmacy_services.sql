-- What a patient's message at a pharmacy leaves behind; fr.mssgw.store.pharmacy writes all of it. Times are those of the
-- clock of the pharmacies' services, which a demonstration may move.

-- Documents that patients sent lately, by fr.mssgw.core.delivery.DocumentMark; removed after a few days.
CREATE TABLE patient_document (
    mark     bytea       PRIMARY KEY,
    sent_at  timestamptz NOT NULL,                            -- the last time
    queue_id text        NOT NULL                             -- by that message
);
CREATE INDEX patient_document_sent_at ON patient_document (sent_at);
-- Locked before conversations, in ascending order.

CREATE TABLE pharmacy_acknowledgement (
    conversation_id bigint      PRIMARY KEY REFERENCES conversation,
    sent_at         timestamptz NOT NULL                      -- the last one
);

-- Messages of patients that wait for an answer, with the time by which somebody is reminded.
CREATE TABLE awaited_answer (
    conversation_id bigint      NOT NULL REFERENCES conversation,
    queue_id        text        NOT NULL,                     -- of the message
    bal             text        NOT NULL,
    since           timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    reminded        boolean     NOT NULL DEFAULT false,       -- the members were; the named person is next
    PRIMARY KEY (conversation_id, queue_id)
);
CREATE INDEX awaited_answer_due ON awaited_answer (due_at);
CREATE INDEX awaited_answer_bal ON awaited_answer (bal);

-- A row per pharmacy, locked by whoever writes to it on time: so each reminder and digest is written once.
CREATE TABLE pharmacy_watch (
    bal            text        PRIMARY KEY,
    digested_until timestamptz
);

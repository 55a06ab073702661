-- Which letters asked their patient for a receipt: it is awaited also after the exchange has ended.
ALTER TABLE conversation_event
    ADD COLUMN receipt_asked boolean NOT NULL DEFAULT false;
CREATE INDEX conversation_event_receipt_asked ON conversation_event (conversation_id) WHERE receipt_asked;

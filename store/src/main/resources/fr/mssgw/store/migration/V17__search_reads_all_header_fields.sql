-- SEARCH finds addresses however they are written and TEXT in every header field: what was read before is read again, in
-- the background, and found as before until then.
INSERT INTO text_pending SELECT message_id FROM message_text ON CONFLICT DO NOTHING;

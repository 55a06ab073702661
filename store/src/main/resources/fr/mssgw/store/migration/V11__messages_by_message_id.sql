-- By what an answer names: In-Reply-To.
CREATE INDEX message_text_mime_id ON message_text USING hash (mime_id) WHERE mime_id <> '';

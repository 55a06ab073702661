-- A mod-sequence is positive, an empty folder's too (RFC 7162 §3.1.1, §3.1.2.1): clients take 0 for "none kept".
ALTER TABLE mailbox ALTER COLUMN highest_modseq SET DEFAULT 1;
UPDATE mailbox SET highest_modseq = 1 WHERE highest_modseq < 1;
ALTER TABLE mailbox ADD CONSTRAINT mailbox_modseq_positive CHECK (highest_modseq > 0);

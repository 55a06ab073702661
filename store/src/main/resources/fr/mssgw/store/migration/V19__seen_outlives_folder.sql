-- What was expunged keeps each person's own \Seen although its folder is deleted, and comes back with it. Whoever removes
-- a message for good removes these rows: fr.mssgw.store.mailbox.Expunged.
ALTER TABLE seen_by_person DROP CONSTRAINT seen_by_person_mailbox_id_fkey;

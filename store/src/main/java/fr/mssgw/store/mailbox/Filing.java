package fr.mssgw.store.mailbox;

/** A message that was copied or moved: where it was, and the row that it has now. */
public record Filing(long formerUid, MessageRow now) {}

package fr.mssgw.store.mailbox;

/** A message whose flags were looked at; unchanged when {@code before} equals {@code after}. */
public record FlagChange(long uid, long messageId, long modseq, MessageFlags before, MessageFlags after) {}

package fr.mssgw.store.mailbox;

/** Tells the other gateways on this database which folders changed, so that their open sessions hear of it. */
@FunctionalInterface
public interface OtherNodes {
    /** For a gateway that is alone, and for tests. */
    OtherNodes NONE = (mailboxId, messagesRemoved) -> {};

    /** Called after the commit. Must be quick and never throw. */
    void folderChanged(long mailboxId, boolean messagesRemoved);
}

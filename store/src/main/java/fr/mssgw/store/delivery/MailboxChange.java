package fr.mssgw.store.delivery;

import java.util.List;

/** What a delivery did to one mailbox; told to the listener after the commit. */
record MailboxChange(long mailboxId, List<Long> added, List<Long> changed) {}

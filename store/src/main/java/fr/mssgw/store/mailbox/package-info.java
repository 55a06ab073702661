/** Mailboxes as rows: folders, their messages, flags, UID and MODSEQ. */
@NullMarked
package fr.mssgw.store.mailbox;

import org.jspecify.annotations.NullMarked;

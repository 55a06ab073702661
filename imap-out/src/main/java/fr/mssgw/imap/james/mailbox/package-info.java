/** James' mailbox interfaces answered from PostgreSQL. */
@NullMarked
package fr.mssgw.imap.james.mailbox;

import org.jspecify.annotations.NullMarked;

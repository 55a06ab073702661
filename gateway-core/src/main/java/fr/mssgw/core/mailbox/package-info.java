/** What the operator lays down for the mailbox of a BAL: who sees what as read, space, retention, who handles a mail. */
@NullMarked
package fr.mssgw.core.mailbox;

import org.jspecify.annotations.NullMarked;

/** LIST and LSUB: which folders a client is shown, and what of them (RFC 3501, 5258, 5819, 6154, 8440). */
@NullMarked
package fr.mssgw.imap.james.list;

import org.jspecify.annotations.NullMarked;

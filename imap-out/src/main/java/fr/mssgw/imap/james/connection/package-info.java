/** One client: from octets to commands, their execution off the event loop, and answers that wait for a slow reader. */
@NullMarked
package fr.mssgw.imap.james.connection;

import org.jspecify.annotations.NullMarked;

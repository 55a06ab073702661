/** ID (RFC 2971): what a client says of itself, and what we say of us. */
@NullMarked
package fr.mssgw.imap.james.id;

import org.jspecify.annotations.NullMarked;

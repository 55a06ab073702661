/** What IMAP lists of a message without its body: ENVELOPE and BODYSTRUCTURE, made once when it is stored. */
@NullMarked
package fr.mssgw.core.listing;

import org.jspecify.annotations.NullMarked;

/** IMAP on ports 143 and 993: what others start, stop and bind. */
@NullMarked
package fr.mssgw.imap;

import org.jspecify.annotations.NullMarked;

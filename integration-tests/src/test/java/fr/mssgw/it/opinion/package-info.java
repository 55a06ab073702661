/** The gateway's S/MIME beside that of Bouncy Castle's mail library, which reads and writes mail with Jakarta Mail. */
@NullMarked
package fr.mssgw.it.opinion;

import org.jspecify.annotations.NullMarked;

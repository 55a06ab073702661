/** What Mon espace santé sends back about a message (RFC 3464, RFC 8098, plain mail): bounded reading, pure recognition. */
@NullMarked
package fr.mssgw.core.report;

import org.jspecify.annotations.NullMarked;

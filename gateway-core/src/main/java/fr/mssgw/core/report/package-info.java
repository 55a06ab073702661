/**
 * Reports on what became of a message (RFC 3464, RFC 6522, RFC 8098, plain mail): what we write of them, and what Mon
 * espace santé sends back, read within bounds and recognised by pure functions.
 */
@NullMarked
package fr.mssgw.core.report;

import org.jspecify.annotations.NullMarked;

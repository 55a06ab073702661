/**
 * Mail as the RFCs write it (5322, 2045 to 2049, 2231): the one reader, from the header section to the tree of parts, and
 * the one writer. Judges, displays, signatures, search and reports use it and nothing else (docs/adr/0026).
 */
@NullMarked
package fr.mssgw.core.mail;

import org.jspecify.annotations.NullMarked;

/** Reads ZIP archives in one pass, and only those that every reader understands alike. */
@NullMarked
package fr.mssgw.certs.archive;

import org.jspecify.annotations.NullMarked;

/** Reads MIME: the tree of a message, its media types and what its files are by their octets. */
@NullMarked
package fr.mssgw.certs.mime;

import org.jspecify.annotations.NullMarked;

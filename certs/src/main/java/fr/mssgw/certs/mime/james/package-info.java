/** Apache James mime4j, behind an interface of our own: the only package of this module that knows its types. */
@NullMarked
package fr.mssgw.certs.mime.james;

import org.jspecify.annotations.NullMarked;

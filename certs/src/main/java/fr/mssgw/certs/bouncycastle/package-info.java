/** Bouncy Castle, behind small interfaces of our own: the only package that knows its types. */
@NullMarked
package fr.mssgw.certs.bouncycastle;

import org.jspecify.annotations.NullMarked;

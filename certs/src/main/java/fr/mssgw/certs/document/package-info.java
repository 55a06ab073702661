/** Of whom health documents speak: CDA and IHE_XDM archives, read as streams within hard bounds. */
@NullMarked
package fr.mssgw.certs.document;

import org.jspecify.annotations.NullMarked;

/** TLS contexts of the listeners and of the relay, from key files and trust; JSSE only. */
@NullMarked
package fr.mssgw.certs.tls;

import org.jspecify.annotations.NullMarked;

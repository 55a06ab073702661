/** A certificate authority made on the spot, for the sandbox and for tests; never for production. */
@NullMarked
package fr.mssgw.certs.demo;

import org.jspecify.annotations.NullMarked;

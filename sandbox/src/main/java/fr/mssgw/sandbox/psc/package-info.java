/** A simulated Pro Santé Connect that issues signed tokens. */
@NullMarked
package fr.mssgw.sandbox.psc;

import org.jspecify.annotations.NullMarked;

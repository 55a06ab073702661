/** Addresses, BAL, persons and structures: parsed once, then trusted. */
@NullMarked
package fr.mssgw.core.identity;

import org.jspecify.annotations.NullMarked;

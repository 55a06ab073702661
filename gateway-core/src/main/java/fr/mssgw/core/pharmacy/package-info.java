/** The values of what pharmacies are told of the patients who wait for them. */
@NullMarked
package fr.mssgw.core.pharmacy;

import org.jspecify.annotations.NullMarked;

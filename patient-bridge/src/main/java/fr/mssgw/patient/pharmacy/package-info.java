/** What pharmacies do for the patients who write to them, and what they are told of those who wait. */
@NullMarked
package fr.mssgw.patient.pharmacy;

import org.jspecify.annotations.NullMarked;

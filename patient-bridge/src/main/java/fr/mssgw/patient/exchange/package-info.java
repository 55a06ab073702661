/** The exchanges of professionals with patients: what opens, changes and ends them, and who is told of it. */
@NullMarked
package fr.mssgw.patient.exchange;

import org.jspecify.annotations.NullMarked;

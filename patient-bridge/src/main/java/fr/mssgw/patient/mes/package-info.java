/** What Mon espace santé says of a message that went there: it was returned, delivered or read. */
@NullMarked
package fr.mssgw.patient.mes;

import org.jspecify.annotations.NullMarked;

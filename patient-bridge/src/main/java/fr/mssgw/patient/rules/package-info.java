/** The rules of patient messaging: who may write to whom, with what, and what ends an exchange. Pure functions. */
@NullMarked
package fr.mssgw.patient.rules;

import org.jspecify.annotations.NullMarked;

/** Verdicts, the catalogue of rules, and the rules that hold for all mail. */
@NullMarked
package fr.mssgw.core.policy;

import org.jspecify.annotations.NullMarked;

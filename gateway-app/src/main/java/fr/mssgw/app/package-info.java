/** The main program: puts the modules together, starts and stops them in order. Wiring only, no rules. */
@NullMarked
package fr.mssgw.app;

import org.jspecify.annotations.NullMarked;

/** Simulated operators, of which all but one are to be refused. */
@NullMarked
package fr.mssgw.sandbox.peers;

import org.jspecify.annotations.NullMarked;

/** The main story (contract §5), told step by step with real clients. */
@NullMarked
package fr.mssgw.sandbox.tour;

import org.jspecify.annotations.NullMarked;

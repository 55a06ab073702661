/** The main story (docs/contract.md §5), told step by step with real clients. */
@NullMarked
package fr.mssgw.sandbox.tour;

import org.jspecify.annotations.NullMarked;

/** The operator's trace. */
@NullMarked
package fr.mssgw.store.audit;

import org.jspecify.annotations.NullMarked;

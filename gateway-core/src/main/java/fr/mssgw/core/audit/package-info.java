/** What each step leaves behind for the operator. */
@NullMarked
package fr.mssgw.core.audit;

import org.jspecify.annotations.NullMarked;

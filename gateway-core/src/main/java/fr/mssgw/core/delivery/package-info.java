/** What one accepted message causes: copies, placements, queue entries, conversation changes. */
@NullMarked
package fr.mssgw.core.delivery;

import org.jspecify.annotations.NullMarked;

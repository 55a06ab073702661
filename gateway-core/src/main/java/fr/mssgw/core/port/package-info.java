/** What the flows ask of the outside; the adapters implement it. */
@NullMarked
package fr.mssgw.core.port;

import org.jspecify.annotations.NullMarked;

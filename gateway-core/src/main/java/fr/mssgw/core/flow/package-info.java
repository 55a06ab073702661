/** The order of steps for a message. Newcomers start here. */
@NullMarked
package fr.mssgw.core.flow;

import org.jspecify.annotations.NullMarked;

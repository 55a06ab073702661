/** The one transaction per message: what a delivery writes, and who is told of it after the commit. */
@NullMarked
package fr.mssgw.store.delivery;

import org.jspecify.annotations.NullMarked;

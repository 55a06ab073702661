/** Application passwords, as the operator gives and revokes them. */
@NullMarked
package fr.mssgw.store.access;

import org.jspecify.annotations.NullMarked;

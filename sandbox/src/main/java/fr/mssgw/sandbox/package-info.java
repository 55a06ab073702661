/** Everything on one machine: the demonstration's cast, its ports and files, and the running whole. */
@NullMarked
package fr.mssgw.sandbox;

import org.jspecify.annotations.NullMarked;

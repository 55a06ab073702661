/** Other operators: distinguished names, the white list, what a peer's certificate is worth. */
@NullMarked
package fr.mssgw.core.peer;

import org.jspecify.annotations.NullMarked;

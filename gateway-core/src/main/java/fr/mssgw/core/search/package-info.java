/** How text is folded before it is searched. */
@NullMarked
package fr.mssgw.core.search;

import org.jspecify.annotations.NullMarked;

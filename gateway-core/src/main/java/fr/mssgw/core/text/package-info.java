/** How the words of protocols are compared. */
@NullMarked
package fr.mssgw.core.text;

import org.jspecify.annotations.NullMarked;

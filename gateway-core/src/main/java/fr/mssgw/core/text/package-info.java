/** How the words of protocols are compared, and texts of people brought into one form. */
@NullMarked
package fr.mssgw.core.text;

import org.jspecify.annotations.NullMarked;

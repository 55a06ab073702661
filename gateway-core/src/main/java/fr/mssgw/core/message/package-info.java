/** One message: its envelope, its bytes on disk, its header section. */
@NullMarked
package fr.mssgw.core.message;

import org.jspecify.annotations.NullMarked;

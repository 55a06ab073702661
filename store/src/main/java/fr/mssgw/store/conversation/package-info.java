/** Where conversations stand, and their history. */
@NullMarked
package fr.mssgw.store.conversation;

import org.jspecify.annotations.NullMarked;

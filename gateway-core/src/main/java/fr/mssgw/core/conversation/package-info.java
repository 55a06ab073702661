/** Conversations between a patient and a professional address, as values. */
@NullMarked
package fr.mssgw.core.conversation;

import org.jspecify.annotations.NullMarked;

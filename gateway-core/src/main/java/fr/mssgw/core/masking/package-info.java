/** Keeps patients' matricules out of logs, audit and replies, however somebody spelled them. */
@NullMarked
package fr.mssgw.core.masking;

import org.jspecify.annotations.NullMarked;

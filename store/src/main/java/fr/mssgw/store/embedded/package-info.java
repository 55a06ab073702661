/** A real PostgreSQL as a child process: its binaries, its life and its death. */
@NullMarked
package fr.mssgw.store.embedded;

import org.jspecify.annotations.NullMarked;

/** The database, and how statements are run on it: connections, transactions, errors, commits whose answer was lost, rounds. */
@NullMarked
package fr.mssgw.store.sql;

import org.jspecify.annotations.NullMarked;

/** PostgreSQL, embedded or external, and the one transaction per message. */
@NullMarked
package fr.mssgw.store;

import org.jspecify.annotations.NullMarked;

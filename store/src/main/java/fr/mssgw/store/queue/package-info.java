/** The durable queue of mail for other operators: leases, outcomes, and what the operator does to it. */
@NullMarked
package fr.mssgw.store.queue;

import org.jspecify.annotations.NullMarked;

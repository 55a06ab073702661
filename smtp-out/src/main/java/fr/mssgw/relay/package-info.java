/** The way out: leases queued mail, finds the operator's host, hands over by mutual TLS, reports to the sender. */
@NullMarked
package fr.mssgw.relay;

import org.jspecify.annotations.NullMarked;

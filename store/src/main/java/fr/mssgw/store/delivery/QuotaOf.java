package fr.mssgw.store.delivery;

import fr.mssgw.core.identity.MssAddress;

/** How many octets a BAL may hold; asked for at each delivery, so that a reload counts at once. Thread-safe. */
@FunctionalInterface
public interface QuotaOf {
    /** No limit. */
    QuotaOf UNLIMITED = bal -> Long.MAX_VALUE;

    long octets(MssAddress bal);
}

package fr.mssgw.core.access;

import fr.mssgw.core.identity.MssAddress;
import java.net.InetAddress;
import java.time.Instant;

/** Whose logins are not looked at, or slowly, after wrong credentials. */
public sealed interface LoginRestriction {

    /** When it ends by itself. */
    Instant until();

    /** Tries for this BAL from this address are not looked at. */
    record PairLocked(MssAddress bal, InetAddress from, Instant until) implements LoginRestriction {}

    /**
     * Tries from this address are not looked at, but for BAL that it opened lately.
     *
     * @param from of IPv6, the first address of the network of 64 bits
     */
    record AddressRefused(InetAddress from, Instant until) implements LoginRestriction {}

    /** Tries for this BAL wait, but for those from where it was opened lately. */
    record LoginSlowed(MssAddress bal, Instant until) implements LoginRestriction {}
}

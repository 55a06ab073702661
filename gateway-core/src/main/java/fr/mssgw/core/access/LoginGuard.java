package fr.mssgw.core.access;

import fr.mssgw.core.access.LoginRestriction.AddressRefused;
import fr.mssgw.core.access.LoginRestriction.LoginSlowed;
import fr.mssgw.core.access.LoginRestriction.PairLocked;
import fr.mssgw.core.identity.MssAddress;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What wrong credentials lead to. Three counts, each over {@link LoginThrottle#WINDOW}:
 *
 * <ul>
 *   <li>by BAL and address: {@link LoginThrottle}, the lock of docs/contract.md §3;
 *   <li>by address, over whatever BAL it names: an address that tries many is refused, but for the BAL that were opened
 *       from there lately, since a pharmacy or a hospital has one address for all its machines;
 *   <li>by BAL, from wherever: a BAL that many addresses guess is slowed and never locked, or anybody could lock a
 *       pharmacy out. Those who opened it lately from where they are notice nothing.
 * </ul>
 *
 * <p>IPv6 addresses count by their network of 64 bits, but for the lock of a pair. Memory is bounded. Thread-safe; each
 * node counts for itself.
 */
public final class LoginGuard {
    static final int MAX_KEYS = 20_000;
    static final int MAX_FAMILIAR = 50_000;

    /** How the next try is treated, before its credential is looked at. */
    public enum Next {
        LOOK,
        /** After a wait, and few at a time. */
        LOOK_SLOWLY,
        /** As {@link Login.Locked}, whatever its credential. */
        REFUSE
    }

    private final InstantSource clock;
    private final LoginThrottle pairs;
    private final LoginTally<Network> addresses;
    private final LoginTally<MssAddress> bals;
    private final FamiliarPlaces familiar;

    /**
     * @param perAddress wrong credentials from one address that have it refused
     * @param perBal wrong credentials for one BAL that have it slowed
     */
    public LoginGuard(InstantSource clock, int perAddress, int perBal) {
        this(clock, perAddress, perBal, MAX_KEYS, MAX_FAMILIAR);
    }

    LoginGuard(InstantSource clock, int perAddress, int perBal, int maxKeys, int maxFamiliar) {
        this.clock = clock;
        this.pairs = new LoginThrottle(clock);
        this.addresses = new LoginTally<>(perAddress, maxKeys);
        this.bals = new LoginTally<>(perBal, maxKeys);
        this.familiar = new FamiliarPlaces(maxFamiliar);
    }

    /** @param bal empty where the try names none of ours */
    public synchronized Next next(Optional<MssAddress> bal, InetAddress from) {
        if (isPairLocked(bal, from)) {
            return Next.REFUSE;
        }
        Instant now = clock.instant();
        Network network = Network.of(from);
        if (bal.isPresent() && familiar.knows(bal.get(), network, now)) {
            return Next.LOOK;
        }
        if (addresses.isMarked(network, now)) {
            return Next.REFUSE;
        }
        return bal.isPresent() && bals.isMarked(bal.get(), now) ? Next.LOOK_SLOWLY : Next.LOOK;
    }

    /** Whether the pair is locked: what others tried meanwhile may have done it. */
    public boolean isPairLocked(Optional<MssAddress> bal, InetAddress from) {
        return bal.isPresent() && pairs.isLocked(bal.get(), from);
    }

    /** A credential that was looked at was right. */
    public synchronized void right(MssAddress bal, InetAddress from) {
        familiar.opened(bal, Network.of(from), clock.instant());
    }

    /**
     * A credential that was looked at was wrong.
     *
     * @param bal empty where it named none of ours: only the address is counted then, so that invented names cannot push
     *     real BAL out
     * @return what begins with it
     */
    public synchronized List<LoginRestriction> wrong(Optional<MssAddress> bal, InetAddress from) {
        Instant now = clock.instant();
        Instant until = now.plus(LoginThrottle.WINDOW);
        List<LoginRestriction> begun = new ArrayList<>();
        if (bal.isPresent()) {
            if (pairs.wrong(bal.get(), from)) {
                begun.add(new PairLocked(bal.get(), from, until));
            }
            if (bals.add(bal.get(), now)) {
                begun.add(new LoginSlowed(bal.get(), until));
            }
        }
        Network network = Network.of(from);
        if (addresses.add(network, now)) {
            begun.add(new AddressRefused(network.first(), until));
        }
        return begun;
    }

    /** What holds now. */
    public synchronized List<LoginRestriction> restrictions() {
        Instant now = clock.instant();
        List<LoginRestriction> all = new ArrayList<>();
        pairs.locks().forEach(lock -> all.add(new PairLocked(lock.bal(), lock.from(), lock.until())));
        addresses
                .marked(now)
                .forEach(marked -> all.add(new AddressRefused(marked.key().first(), marked.until())));
        bals.marked(now).forEach(marked -> all.add(new LoginSlowed(marked.key(), marked.until())));
        return all;
    }

    /** Forgets the mistakes for a BAL, from wherever; answers what that ends. */
    public synchronized List<LoginRestriction> lift(MssAddress bal) {
        List<LoginRestriction> lifted = restrictions().stream()
                .filter(one -> one instanceof PairLocked locked && locked.bal().equals(bal)
                        || one instanceof LoginSlowed slowed && slowed.bal().equals(bal))
                .toList();
        pairs.lift(bal);
        bals.forget(bal);
        return lifted;
    }

    /** Forgets the mistakes of an address over all BAL; pairs stay locked. Answers what that ends. */
    public synchronized List<LoginRestriction> lift(InetAddress from) {
        Network network = Network.of(from);
        List<LoginRestriction> lifted = restrictions().stream()
                .filter(one ->
                        one instanceof AddressRefused refused && refused.from().equals(network.first()))
                .toList();
        addresses.forget(network);
        return lifted;
    }
}

package fr.mssgw.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.access.LoginGuard.Next;
import fr.mssgw.core.access.LoginRestriction.AddressRefused;
import fr.mssgw.core.access.LoginRestriction.LoginSlowed;
import fr.mssgw.core.access.LoginRestriction.PairLocked;
import fr.mssgw.core.identity.MssAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LoginGuardTest {
    private static final Optional<MssAddress> CLAIRE = bal("claire.martin");
    private static final Optional<MssAddress> PAUL = bal("paul.petit");

    private Instant now = Instant.parse("2026-11-22T10:00:30Z");
    private final LoginGuard guard = new LoginGuard(() -> now, 100, 100, 50, 50);

    private static Optional<MssAddress> bal(String name) {
        return Optional.of(MssAddress.parse(name + "@demo.mssante.fr"));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress address(int number) {
        return address("192.0.2." + number);
    }

    private List<LoginRestriction> spray(InetAddress from, int times) {
        List<LoginRestriction> begun = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            begun.addAll(guard.wrong(Optional.empty(), from));
        }
        return begun;
    }

    private List<LoginRestriction> guess(Optional<MssAddress> bal, int addresses) {
        List<LoginRestriction> begun = new ArrayList<>();
        for (int i = 0; i < addresses; i++) {
            begun.addAll(guard.wrong(bal, address(i)));
        }
        return begun;
    }

    @Test
    void anAddressWithTooManyMistakesIsRefusedForTenMinutesAndToldOnce() {
        assertThat(spray(address(1), 99)).isEmpty();
        assertThat(guard.next(CLAIRE, address(1))).isEqualTo(Next.LOOK);
        Instant until = now.plus(LoginThrottle.WINDOW);
        assertThat(spray(address(1), 20)).containsExactly(new AddressRefused(address(1), until));
        assertThat(guard.restrictions()).containsExactly(new AddressRefused(address(1), until));
        assertThat(guard.next(CLAIRE, address(1))).isEqualTo(Next.REFUSE);
        assertThat(guard.next(Optional.empty(), address(1))).isEqualTo(Next.REFUSE);
        assertThat(guard.next(CLAIRE, address(2))).isEqualTo(Next.LOOK);
        now = until;
        assertThat(guard.next(CLAIRE, address(1))).isEqualTo(Next.LOOK);
        assertThat(spray(address(1), 99)).isEmpty();
        assertThat(guard.restrictions()).isEmpty();
    }

    @Test
    void whoLoggedInFromThereLatelyIsLookedAtAllTheSame() {
        guard.right(CLAIRE.get(), address(1));
        spray(address(1), 100);
        assertThat(guard.next(CLAIRE, address(1))).isEqualTo(Next.LOOK);
        assertThat(guard.next(PAUL, address(1))).isEqualTo(Next.REFUSE);
        now = now.plus(FamiliarPlaces.REMEMBERED);
        spray(address(1), 100);
        assertThat(guard.next(CLAIRE, address(1))).isEqualTo(Next.REFUSE);
    }

    @Test
    void aPlaceThatIsKnownIsLockedByItsOwnTenMistakesLikeAnyPair() {
        guard.right(CLAIRE.get(), address(1));
        List<LoginRestriction> begun = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            begun.addAll(guard.wrong(CLAIRE, address(1)));
        }
        assertThat(begun).containsExactly(new PairLocked(CLAIRE.get(), address(1), now.plus(LoginThrottle.WINDOW)));
        assertThat(guard.next(CLAIRE, address(1))).isEqualTo(Next.REFUSE);
    }

    @Test
    void aBalThatManyAddressesGuessIsSlowedForStrangersAndNeverLocked() {
        guard.right(CLAIRE.get(), address(200));
        assertThat(guess(CLAIRE, 120)).containsExactly(new LoginSlowed(CLAIRE.get(), now.plus(LoginThrottle.WINDOW)));
        assertThat(guard.next(CLAIRE, address(201))).isEqualTo(Next.LOOK_SLOWLY);
        assertThat(guard.next(CLAIRE, address(200))).isEqualTo(Next.LOOK);
        assertThat(guard.next(PAUL, address(201))).isEqualTo(Next.LOOK);
    }

    @Test
    void slowMistakesAreNeverTooMany() {
        for (int i = 0; i < 400; i++) {
            assertThat(guard.wrong(Optional.empty(), address(1))).isEmpty();
            now = now.plus(Duration.ofMillis(6_700)); // 99 in eleven minutes
        }
    }

    @Test
    void aMachineThatChangesItsIpv6AddressIsOneAddress() {
        for (int i = 0; i < 100; i++) {
            guard.wrong(Optional.empty(), address("2001:db8:1:2::" + Integer.toHexString(i)));
        }
        assertThat(guard.next(CLAIRE, address("2001:db8:1:2:ffff::1"))).isEqualTo(Next.REFUSE);
        assertThat(guard.next(CLAIRE, address("2001:db8:1:3::1"))).isEqualTo(Next.LOOK);
        assertThat(guard.lift(address("2001:db8:1:2::5"))).hasSize(1);
        assertThat(guard.next(CLAIRE, address("2001:db8:1:2:ffff::1"))).isEqualTo(Next.LOOK);
    }

    @Test
    void anOperatorLiftsABalOrAnAddress() {
        guess(CLAIRE, 100);
        spray(address(250), 100);
        assertThat(guard.lift(PAUL.get())).isEmpty();
        assertThat(guard.lift(CLAIRE.get())).singleElement().isInstanceOf(LoginSlowed.class);
        assertThat(guard.next(CLAIRE, address(201))).isEqualTo(Next.LOOK);
        assertThat(guard.lift(address(250))).singleElement().isInstanceOf(AddressRefused.class);
        assertThat(guard.restrictions()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackMarksNobodyForLonger() {
        LoginTally<String> tally = new LoginTally<>(3, 10);
        assertThat(tally.add("a", now)).isFalse();
        assertThat(tally.add("a", now.minus(Duration.ofHours(1)))).isFalse();
        assertThat(tally.add("a", now.plus(Duration.ofMinutes(11)))).isFalse();
    }

    @Property(tries = 200)
    void memoryIsBoundedWhateverIsTried(@ForAll @Size(max = 300) List<@IntRange(max = 255) Integer> tries) {
        LoginTally<Integer> tally = new LoginTally<>(3, 20);
        FamiliarPlaces places = new FamiliarPlaces(20);
        for (int number : tries) {
            now = now.plusSeconds(number % 90);
            boolean before = tally.isMarked(number, now);
            boolean begun = tally.add(number, now);
            assertThat(tally.isMarked(number, now)).isEqualTo(before || begun);
            places.opened(CLAIRE.get(), Network.of(address(number)), now);
            assertThat(tally.keys()).isLessThanOrEqualTo(20);
            assertThat(places.size()).isLessThanOrEqualTo(20);
            assertThat(places.knows(CLAIRE.get(), Network.of(address(number)), now))
                    .isTrue();
        }
    }

    @Property(tries = 200)
    void fewerMistakesThanTheLimitInAnyTenMinutesMarkNobodyAndThatManyInNineDo(
            @ForAll @IntRange(min = 1, max = 50) int limit, @ForAll @IntRange(max = 86_400) int second) {
        Instant start = now.plusSeconds(second);
        LoginTally<String> tally = new LoginTally<>(limit, 10);
        for (int i = 0; i < limit; i++) {
            boolean marked = tally.add("a", start.plusSeconds(i * 540L / limit));
            assertThat(marked).isEqualTo(i == limit - 1);
        }
    }
}

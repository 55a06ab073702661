package fr.mssgw.app.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.mssgw.app.login.Account.PersonSecret;
import fr.mssgw.certs.PasswordHash;
import fr.mssgw.config.LimitsConfig;
import fr.mssgw.core.access.ApplicationPassword;
import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.access.LoginGuard;
import fr.mssgw.core.access.LoginRestriction;
import fr.mssgw.core.access.Secret;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.port.ApplicationPasswords;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.core.port.PeerTrust;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Judges passwords, tokens and certificates against the configured BAL (docs/contract.md §3): the user name is the BAL,
 * the credential says who. A right password is remembered for a few minutes, as a keyed digest, so that a client's many
 * connections do not pay for Argon2 each; an application password is looked up all the same, so that its revocation holds
 * at once. Every attempt leaves an audit event.
 */
public final class CredentialCheck implements Authenticator {

    private static final int LONGEST_PASSWORD = 1024;
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);

    /** Nobody's mistake: not counted. */
    private static final Login PSC_IS_SILENT = new Login.Denied("Pro Santé Connect gives no keys");

    private final ConfiguredBals bals;
    private final PeerTrust trust;
    private final Optional<TokenCheck> tokens;
    private final ApplicationPasswords granted;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final LoginGuard guard;
    private final LoginAlarm alarm;
    private final SlowLane slowLane;

    /** Argon2 takes 19 MiB and tens of milliseconds a time: this many at once, the others wait. */
    private final Semaphore slowChecks =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    /** Verified against where there is no BAL, so that the time does not tell. */
    private final String hashOfNobody =
            PasswordHash.hash(new Secret(QueueId.random().value()));

    /** @param method so that a revoked application password is not taken for the person's own */
    private record Known(Accounts generation, MssAddress bal, Identity.Method method, ByteBuffer password) {}

    private final Cache<Known, Person> known = Caffeine.newBuilder()
            .maximumSize(50_000)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    /**
     * @param tokens empty: no token opens anything
     * @param limits how many wrong credentials have an address refused, and a BAL slowed
     */
    public CredentialCheck(
            ConfiguredBals bals,
            PeerTrust trust,
            Optional<TokenCheck> tokens,
            ApplicationPasswords granted,
            AuditTrail audit,
            LimitsConfig.Logins limits,
            InstantSource clock) {
        this.bals = bals;
        this.trust = trust;
        this.tokens = tokens;
        this.granted = granted;
        this.audit = audit;
        this.clock = clock;
        this.guard = new LoginGuard(clock, limits.failuresPerAddress(), limits.failuresPerBal());
        this.alarm = new LoginAlarm(audit, limits.failuresPerAddress(), limits.failuresPerBal());
        this.slowLane = new SlowLane(SlowLane.PLACES, SlowLane.WAIT);
    }

    @Override
    public Login login(Credential credential, InetAddress from, String protocol) {
        Instant now = clock.instant();
        Optional<MssAddress> bal = balNamed(credential);
        LoginGuard.Next next = guard.next(bal, from);
        Login login = new Login.Locked();
        if (next == LoginGuard.Next.LOOK) {
            login = judge(credential, bal, from, now);
        } else if (next == LoginGuard.Next.LOOK_SLOWLY) {
            login = slowLane.pass(() -> judge(credential, bal, from, now), login);
        }
        if (login instanceof Login.Granted granted) {
            guard.right(granted.identity().bal().address(), from);
        } else if (login instanceof Login.Denied && !login.equals(PSC_IS_SILENT)) {
            guard.wrong(bal, from).forEach(begun -> alarm.begun(begun, protocol, now));
        }
        return told(login, bal, from, protocol, now);
    }

    /** Whose next try is not looked at, or slowly, on this node. */
    public List<LoginRestriction> restrictions() {
        return guard.restrictions();
    }

    /** Lifts what holds for a BAL on this node; answers what that was. */
    public List<LoginRestriction> unlock(MssAddress bal) {
        return guard.lift(bal);
    }

    /** Lets an address try again on this node; answers what that lifts. */
    public List<LoginRestriction> unlock(InetAddress from) {
        return guard.lift(from);
    }

    private Login judge(Credential credential, Optional<MssAddress> bal, InetAddress from, Instant now) {
        if (credential instanceof Credential.Password given) {
            return password(given, bal, from, now);
        }
        if (credential instanceof Credential.Token given) {
            return token(given, bal);
        }
        return certificate((Credential.Certificate) credential, now);
    }

    private Login token(Credential.Token given, Optional<MssAddress> bal) {
        if (tokens.isEmpty()) {
            return new Login.Denied("no token service is configured");
        }
        Optional<Account> account = bal.flatMap(bals.current()::find);
        if (account.isEmpty()) {
            return new Login.Denied("no such BAL");
        }
        try {
            TokenCheck.Outcome outcome = tokens.get().judge(given.token());
            if (outcome instanceof TokenCheck.Outcome.Genuine genuine) {
                return member(account.get(), genuine.person())
                        .<Login>map(person -> new Login.Granted(
                                new Identity(account.get().bal(), Optional.of(person), Identity.Method.TOKEN),
                                Optional.of(genuine.until())))
                        .orElseGet(() -> new Login.Denied("RPPS " + genuine.person() + " is not a person of this BAL"));
            }
            return new Login.Denied(((TokenCheck.Outcome.Refused) outcome).reason());
        } catch (PscSilent e) {
            return PSC_IS_SILENT;
        }
    }

    private static Optional<Person> member(Account account, Rpps number) {
        return account.bal().persons().stream()
                .filter(person -> person.rpps().equals(number))
                .findFirst();
    }

    private Login password(Credential.Password given, Optional<MssAddress> bal, InetAddress from, Instant now) {
        Accounts generation = bals.current();
        Optional<Account> account = bal.flatMap(generation::find);
        if (given.password().reveal().length() > LONGEST_PASSWORD) {
            return new Login.Denied("password too long");
        }
        Optional<ApplicationPassword> application = account.isEmpty()
                ? Optional.empty()
                : NewPassword.selectorOf(given.password())
                        .flatMap(granted::find)
                        .filter(found -> found.bal().equals(bal.get()));
        if (application.isPresent()) {
            return applicationPassword(given, account.get(), application.get(), from, now);
        }
        if (account.isEmpty() || account.get().secrets().isEmpty()) {
            slowly(bal, from, () -> PasswordHash.matches(given.password(), hashOfNobody));
            return new Login.Denied(account.isEmpty() ? "no such BAL" : "no password opens this BAL");
        }
        Account opened = account.get();
        PasswordDigest digest = bals.digest();
        Known key = new Known(
                generation,
                opened.bal().address(),
                Identity.Method.PASSWORD,
                ByteBuffer.wrap(digest.of(given.password())));
        Person person = known.getIfPresent(key);
        if (person != null) {
            return granted(opened, Optional.of(person), Identity.Method.PASSWORD);
        }
        for (PersonSecret secret : opened.secrets()) {
            boolean right = secret.stored().slow()
                    ? slowly(bal, from, () -> secret.stored().matches(given.password(), digest))
                    : secret.stored().matches(given.password(), digest);
            if (right) {
                known.put(key, secret.person());
                return granted(opened, Optional.of(secret.person()), Identity.Method.PASSWORD);
            }
        }
        return locked(bal, from) ? new Login.Locked() : new Login.Denied("wrong password");
    }

    private Login applicationPassword(
            Credential.Password given, Account account, ApplicationPassword stored, InetAddress from, Instant now) {
        Optional<MssAddress> bal = Optional.of(stored.bal());
        Optional<Person> person = member(account, stored.person());
        if (person.isEmpty()) {
            return new Login.Denied("RPPS " + stored.person() + " is no longer a person of this BAL");
        }
        Known key = new Known(
                bals.current(),
                stored.bal(),
                Identity.Method.APPLICATION_PASSWORD,
                ByteBuffer.wrap(bals.digest().of(given.password())));
        if (known.getIfPresent(key) == null) {
            if (!slowly(bal, from, () -> PasswordHash.matches(given.password(), stored.hash()))) {
                return locked(bal, from) ? new Login.Locked() : new Login.Denied("wrong application password");
            }
            known.put(key, person.get());
        }
        if (stored.lastUsed().isEmpty() || stored.lastUsed().get().isBefore(now.minus(BETWEEN_NOTES))) {
            granted.used(stored.selector(), now);
        }
        return granted(account, person, Identity.Method.APPLICATION_PASSWORD);
    }

    /** Waits for a turn; a pair that was locked meanwhile is not verified any more. */
    private boolean slowly(Optional<MssAddress> bal, InetAddress from, BooleanSupplier check) {
        slowChecks.acquireUninterruptibly();
        try {
            return !locked(bal, from) && check.getAsBoolean();
        } finally {
            slowChecks.release();
        }
    }

    private boolean locked(Optional<MssAddress> bal, InetAddress from) {
        return guard.isPairLocked(bal, from);
    }

    private Login certificate(Credential.Certificate given, Instant now) {
        if (given.chain().isEmpty()) {
            return new Login.Denied("no client certificate");
        }
        Optional<Account> owner = bals.current().ownerOf(given.chain().get(0));
        if (owner.isEmpty()) {
            return new Login.Denied("the certificate opens no BAL");
        }
        Account account = owner.get();
        Optional<String> asked = given.user().filter(text -> !text.isEmpty());
        if (asked.isPresent()
                && !address(asked.get()).equals(Optional.of(account.bal().address()))) {
            return new Login.Denied("the certificate opens another BAL");
        }
        CertificateStatus status = trust.judge(given.chain(), now);
        return status == CertificateStatus.TRUSTED
                ? granted(account, Optional.empty(), Identity.Method.CERTIFICATE)
                : new Login.Denied("certificate " + status);
    }

    private static Login granted(Account account, Optional<Person> person, Identity.Method method) {
        return new Login.Granted(new Identity(account.bal(), person, method));
    }

    /** The BAL of ours that the client named, or whose certificate it shows. */
    private Optional<MssAddress> balNamed(Credential credential) {
        String user = "";
        if (credential instanceof Credential.Password given) {
            user = given.user();
        } else if (credential instanceof Credential.Token given) {
            user = given.user();
        } else if (credential instanceof Credential.Certificate given) {
            user = given.user().orElse("");
            if (user.isEmpty()) {
                return given.chain().stream()
                        .findFirst()
                        .flatMap(own -> bals.current().ownerOf(own))
                        .map(account -> account.bal().address());
            }
        }
        return address(user).filter(address -> bals.find(address).isPresent());
    }

    private static Optional<MssAddress> address(String user) {
        try {
            return Optional.of(MssAddress.parse(user.strip()));
        } catch (MalformedAddress e) {
            return Optional.empty();
        }
    }

    private Login told(Login login, Optional<MssAddress> named, InetAddress from, String protocol, Instant now) {
        // what is no address of ours may be anything, a password typed into the wrong field included
        String bal = named.map(MssAddress::toString).orElse("unknown");
        if (login instanceof Login.Granted granted) {
            audit.record(AuditEvent.of(
                    now,
                    Kind.LOGIN_GRANTED,
                    granted.identity().actor(),
                    "bal",
                    granted.identity().bal().address(),
                    "method",
                    granted.identity().method(),
                    "protocol",
                    protocol,
                    "from",
                    from.getHostAddress()));
        } else if (login instanceof Login.Denied denied) {
            audit.record(AuditEvent.of(
                    now,
                    Kind.LOGIN_DENIED,
                    bal,
                    "reason",
                    denied.reason(),
                    "protocol",
                    protocol,
                    "from",
                    from.getHostAddress()));
        } else {
            audit.record(
                    AuditEvent.of(now, Kind.LOGIN_LOCKED, bal, "protocol", protocol, "from", from.getHostAddress()));
        }
        return login;
    }
}

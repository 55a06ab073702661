package fr.mssgw.app;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.patient.pharmacy.TeamMail;
import fr.mssgw.store.delivery.SentDocuments;
import fr.mssgw.store.pharmacy.AwaitedAnswers;
import fr.mssgw.store.pharmacy.Digests;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.OneByOne;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to pharmacies on time: reminders of patients who wait, daily digests. Every node may look; the store sees to it
 * that each mail is written once.
 */
final class PharmacyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PharmacyWatch.class);
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);

    private final Database database;
    private final AwaitedAnswers answers;
    private final Digests digests;
    private final TeamMail mail;
    private final Supplier<Collection<Bal>> bals;
    private final InstantSource clock;
    private final InstantSource services;
    /** For which time of day a digest was written last, as far as this node knows. */
    private final Map<MssAddress, Instant> digested = new HashMap<>();
    /** By which hours and target the waiting answers were counted. */
    private final Map<MssAddress, PharmacyService> counted = new HashMap<>();

    private final OneByOne oneByOne;

    private long cleaned = System.nanoTime();

    /** @param services the clock of the pharmacies */
    PharmacyWatch(
            Database database,
            AwaitedAnswers answers,
            Digests digests,
            TeamMail mail,
            Supplier<Collection<Bal>> bals,
            InstantSource clock,
            InstantSource services) {
        this.database = database;
        this.oneByOne = new OneByOne(database::answers, LOG);
        this.answers = answers;
        this.digests = digests;
        this.mail = mail;
        this.bals = bals;
        this.clock = clock;
        this.services = services;
    }

    /** One look; throws {@code StoreUnavailable} when the database is away. */
    void look() {
        Instant now = services.instant();
        List<Bal.Organisational> pharmacies = bals.get().stream()
                .filter(bal -> bal instanceof Bal.Organisational && bal.isPharmacysOrganisational())
                .map(Bal.Organisational.class::cast)
                .toList();
        oneByOne.each(
                pharmacies,
                pharmacy -> "count " + pharmacy.address(),
                "When a pharmacy owes answers was not counted anew",
                this::recount);
        oneByOne.run("remind", "Pharmacies were not reminded", () -> answers.remind(now, mail::remind));
        oneByOne.each(
                pharmacies,
                pharmacy -> "digest " + pharmacy.address(),
                "A pharmacy's digest was not written",
                pharmacy -> pharmacy.service().digest().ifPresent(time -> digest(pharmacy, time, now)));
        oneByOne.run("clean", "Documents were not forgotten", () -> clean(now));
    }

    private void clean(Instant now) {
        if (System.nanoTime() - cleaned > BETWEEN_CLEANINGS.toNanos()) {
            cleaned = System.nanoTime();
            database.run("forgetting documents", connection -> {
                SentDocuments.forget(connection, now);
                return true;
            });
        }
    }

    /** At the first look, since the configuration may have changed before it, and whenever it has changed after it. */
    private void recount(Bal.Organisational pharmacy) {
        PharmacyService service = pharmacy.service();
        if (!service.equals(counted.get(pharmacy.address()))
                && (service.target().isEmpty()
                        || answers.recount(pharmacy.address(), since -> service.target()
                                .flatMap(target -> service.after(since, target.within()))))) {
            counted.put(pharmacy.address(), service);
        }
    }

    /** On days when nobody is there, none is due; the next one tells of them too. */
    private void digest(Bal.Organisational pharmacy, LocalTime time, Instant now) {
        ZonedDateTime today = now.atZone(pharmacy.service().zone()).with(time);
        Instant due = (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
        if (due.equals(digested.get(pharmacy.address())) || !TeamMail.works(pharmacy, due)) {
            return;
        }
        if (digests.write(pharmacy.address(), due, now, clock.instant(), digest -> mail.digest(pharmacy, digest))) {
            digested.put(pharmacy.address(), due);
        }
    }
}

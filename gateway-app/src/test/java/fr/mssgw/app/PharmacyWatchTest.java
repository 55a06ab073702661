package fr.mssgw.app;

import static fr.mssgw.store.delivery.Samples.PATIENT;
import static fr.mssgw.store.delivery.Samples.copy;
import static fr.mssgw.store.delivery.Samples.inConversation;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.identity.PharmacyService.Remind;
import fr.mssgw.core.identity.PharmacyService.Target;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.Structure;
import fr.mssgw.core.identity.StructureId;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.patient.pharmacy.TeamMail;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.pharmacy.AwaitedAnswers;
import fr.mssgw.store.pharmacy.Digests;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pharmacies are written to when the clock of the services says so, and by the hours that they have now. */
class PharmacyWatchTest {
    private static final MssAddress ADDRESS = MssAddress.parse("pharmacie.centrale@demo.mssante.fr");
    /** A Monday, eleven o'clock in Paris. */
    private static final Instant MONDAY = Instant.parse("2026-11-23T10:00:00Z");

    private final Database database = TestDatabase.fresh(4);
    private final SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);
    private final AtomicReference<Instant> now = new AtomicReference<>(MONDAY);
    private final AtomicReference<Bal> pharmacy = new AtomicReference<>(pharmacy(Optional.empty(), Optional.empty()));

    private final PharmacyWatch watch = new PharmacyWatch(
            database,
            new AwaitedAnswers(database, deliveries),
            new Digests(database, deliveries),
            new TeamMail(new OnlyIt(), new MailDomain("demo.mssante.fr"), now::get),
            () -> List.of(pharmacy.get()),
            now::get,
            now::get);

    @AfterEach
    void end() {
        database.close();
    }

    private static Bal pharmacy(Optional<OpeningHours> hours, Optional<LocalTime> digest) {
        return new Bal.Organisational(
                ADDRESS,
                "Pharmacie Centrale",
                false,
                List.of(new Person("Paul Petit", new Rpps("10000000002"))),
                new Structure(
                        new StructureId(StructureId.Kind.FINESS, "750000001"),
                        "Pharmacie Centrale",
                        Optional.of("SA33")),
                Bal.PatientInitiated.DEFAULT,
                new PharmacyService(
                        hours,
                        Optional.empty(),
                        Optional.of(new Target(Duration.ofHours(2), Remind.TEAM, Optional.empty(), Duration.ZERO)),
                        digest));
    }

    private final class OnlyIt implements BalDirectory {
        @Override
        public Optional<Bal> find(MssAddress address) {
            return Optional.of(pharmacy.get()).filter(bal -> bal.address().equals(address));
        }

        @Override
        public boolean hosts(MailDomain domain) {
            return true;
        }

        @Override
        public Optional<Bal.Organisational> organisationalOf(StructureId structure) {
            return Optional.empty();
        }

        @Override
        public Optional<Bal.Nominative> nominativeOf(Rpps person) {
            return Optional.empty();
        }
    }

    private void arrives() {
        ConversationKey key = new ConversationKey(PATIENT, ADDRESS);
        deliveries.commit(new Delivery(
                QueueId.random(),
                now.get(),
                Optional.of(PATIENT.address()),
                Optional.empty(),
                false,
                List.of(copy("Bonjour", List.of(inConversation(key)), List.of())),
                List.of(new ConversationChange(
                        key,
                        EnumSet.allOf(ConversationState.class),
                        ConversationState.OPEN,
                        ConversationChange.Cause.PATIENT_WROTE,
                        Optional.empty(),
                        ConversationChange.PATIENT,
                        InsDeclaration.NONE)),
                List.of(),
                List.of(new PharmacyArrival(
                        key,
                        now.get(),
                        true,
                        Set.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.of(now.get().plus(Duration.ofHours(2)))))));
    }

    private long number(String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private boolean digestedUntil(Instant instant) {
        return number("SELECT count(*) FROM pharmacy_watch WHERE digested_until = '" + instant + "'") == 1;
    }

    private static OpeningHours open(int from, int to, DayOfWeek... days) {
        return new OpeningHours(
                Stream.of(days)
                        .collect(Collectors.toMap(
                                day -> day, day -> List.of(new OpeningHours.Span(from * 60, to * 60)))),
                Set.of(),
                false,
                ZoneId.of("Europe/Paris"));
    }

    @Test
    void theDigestIsWrittenOnceItsTimeHasCome() {
        pharmacy.set(pharmacy(Optional.empty(), Optional.of(LocalTime.of(8, 30))));
        watch.look();
        assertThat(digestedUntil(MONDAY)).isTrue();
        assertThat(number("SELECT count(*) FROM message")).isZero();

        Instant tuesday = Instant.parse("2026-11-24T07:30:00Z");
        now.set(tuesday);
        watch.look();
        assertThat(digestedUntil(tuesday)).isTrue();
        assertThat(number("SELECT count(*) FROM mailbox_message mm JOIN mailbox b ON b.id = mm.mailbox_id"
                        + " WHERE b.bal = '" + ADDRESS.wireForm() + "' AND b.name = 'INBOX'"))
                .isEqualTo(1);
    }

    @Test
    void onADayWhenNobodyIsThereNoDigestIsWrittenAndAChangedTimeHoldsAtOnce() {
        pharmacy.set(pharmacy(Optional.of(open(8, 19, DayOfWeek.MONDAY)), Optional.of(LocalTime.of(8, 30))));
        watch.look();
        now.set(Instant.parse("2026-11-25T12:00:00Z"));
        watch.look();
        assertThat(digestedUntil(MONDAY)).isTrue();

        pharmacy.set(pharmacy(
                Optional.of(open(8, 19, DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY)), Optional.of(LocalTime.of(12, 30))));
        watch.look();
        watch.look();
        assertThat(digestedUntil(now.get())).isTrue();
        assertThat(number("SELECT count(*) FROM message")).isEqualTo(1);
    }

    @Test
    void aPharmacyThatChangesItsHoursIsRemindedByTheNewOnes() {
        arrives();
        pharmacy.set(pharmacy(Optional.of(open(16, 20, DayOfWeek.MONDAY)), Optional.empty()));
        now.set(MONDAY.plus(Duration.ofHours(3)));
        watch.look();
        // 18 h in Paris: two hours after it opened
        assertThat(number("SELECT count(*) FROM awaited_answer WHERE due_at = '2026-11-23T17:00:00Z'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM message")).isEqualTo(1);

        // open all day again, while the gateway runs
        pharmacy.set(pharmacy(Optional.empty(), Optional.empty()));
        watch.look();
        assertThat(number("SELECT count(*) FROM message")).isEqualTo(2);
    }
}

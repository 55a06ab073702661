package fr.mssgw.patient.pharmacy;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.fixture.ListedBals;
import fr.mssgw.core.fixture.People;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.identity.PharmacyService.Remind;
import fr.mssgw.core.identity.PharmacyService.Target;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.pharmacy.AwaitedAnswer;
import fr.mssgw.core.pharmacy.Digest;
import fr.mssgw.core.pharmacy.Reminding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TeamMailTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:30:00Z");
    private static final MssAddress PHARMACY = People.PHARMACIE.address();
    private static final AwaitedAnswer FIRST =
            new AwaitedAnswer(1, People.PATIENT, NOW.minus(Duration.ofHours(2)), true, false);
    private static final AwaitedAnswer AGAIN =
            new AwaitedAnswer(2, People.OTHER_PATIENT, NOW.minus(Duration.ofHours(3)), true, true);
    private static final AwaitedAnswer LATER = new AwaitedAnswer(3, People.PATIENT, NOW, false, false);

    /** Paul Petit has a nominative BAL here, Nadia Benali has none. */
    private static TeamMail mail(Remind remind, Optional<MssAddress> escalateTo) {
        Bal.Organisational usual = (Bal.Organisational) People.PHARMACIE;
        List<Person> team = new ArrayList<>(usual.persons());
        team.add(new Person("Nadia Benali", new Rpps("10004567890")));
        Bal pharmacy = new Bal.Organisational(
                usual.address(),
                usual.displayName(),
                false,
                team,
                usual.team(),
                usual.patientInitiated(),
                new PharmacyService(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Target(Duration.ofHours(2), remind, escalateTo, Duration.ofHours(1))),
                        Optional.empty()));
        return new TeamMail(
                new ListedBals(
                        Set.of(People.DOMAIN),
                        List.of(pharmacy, People.PAUL_PETIT, People.CLAIRE_MARTIN, People.SECRETARIAT)),
                People.DOMAIN,
                InstantSource.fixed(NOW));
    }

    private static String text(Delivery delivery) {
        Copy copy = delivery.copies().get(0);
        try (InputStream body = copy.source().open()) {
            return EncodedWords.decode(new String(copy.header(), StandardCharsets.US_ASCII))
                    + new String(Base64.getMimeDecoder().decode(body.readAllBytes()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<MssAddress> readers(Delivery delivery) {
        return delivery.copies().get(0).placements().stream()
                .map(Placement::bal)
                .toList();
    }

    @Test
    void theBalAndItsMembersAreRemindedInFrenchAndTheMailIsFlagged() {
        Reminding reminding = mail(Remind.MEMBERS, Optional.empty()).remind(PHARMACY, List.of(FIRST, LATER), NOW);
        assertThat(reminding.next()).isEmpty();
        Delivery mail = reminding.mails().get(0);
        assertThat(readers(mail)).containsExactly(PHARMACY, People.PAUL_PETIT.address());
        assertThat(mail.copies().get(0).placements()).allSatisfy(placement -> {
            assertThat(placement.flagged()).isTrue();
            assertThat(placement.folder()).isEqualTo(Folders.INBOX);
            assertThat(placement.keywords()).isEmpty();
            assertThat(placement.conversation()).isEmpty();
        });
        assertThat(mail.copies().get(0).queued()).isEmpty();
        assertThat(text(mail))
                .contains("Subject: Rappel : 1 patient attend une réponse de Pharmacie Centrale")
                .contains("Auto-Submitted: auto-generated\r\n")
                .contains("1 patient attend depuis plus de 2 h une réponse à un message reçu par "
                        + "pharmacie.centrale@demo.mssante.fr :\r\n")
                .contains("- patient 2**************@patient.mssante.fr, depuis lundi 23 novembre à 9 h 30\r\n");
    }

    @Test
    void noMailHoldsAMatriculeAndNoneIsTracedEither() {
        Reminding reminding = mail(Remind.MEMBERS, Optional.of(People.CLAIRE_MARTIN.address()))
                .remind(PHARMACY, List.of(AGAIN, FIRST, LATER), NOW);
        assertThat(reminding.mails()).hasSize(2).allSatisfy(mail -> assertThat(text(mail) + mail.audit())
                .doesNotContain(People.PATIENT.matricule(), People.OTHER_PATIENT.matricule()));
    }

    @Test
    void theTeamAloneMayBeReminded() {
        assertThat(readers(mail(Remind.TEAM, Optional.empty())
                        .remind(PHARMACY, List.of(FIRST), NOW)
                        .mails()
                        .get(0)))
                .containsExactly(PHARMACY);
    }

    @Test
    void theNamedPersonHearsOfWhatTheTeamWasRemindedOf() {
        MssAddress claire = People.CLAIRE_MARTIN.address();
        Reminding reminding =
                mail(Remind.TEAM, Optional.of(claire)).remind(PHARMACY, List.of(AGAIN, FIRST, LATER), NOW);
        assertThat(reminding.next()).containsOnlyKeys(1L).containsEntry(1L, NOW.plus(Duration.ofHours(1)));
        assertThat(reminding.mails()).hasSize(2);
        assertThat(readers(reminding.mails().get(1))).containsExactly(claire);
        assertThat(text(reminding.mails().get(1)))
                .contains("Subject: Sans réponse malgré un rappel : 1 patient attend une réponse de Pharmacie Centrale")
                .contains("depuis plus de 3 h");
    }

    @Test
    void aPharmacyWithoutATargetAnyMoreIsToldNothing() {
        TeamMail mail = new TeamMail(
                new ListedBals(Set.of(People.DOMAIN), List.of(People.PHARMACIE)),
                People.DOMAIN,
                InstantSource.fixed(NOW));
        assertThat(mail.remind(PHARMACY, List.of(FIRST), NOW).mails()).isEmpty();
        assertThat(mail.remind(People.address("parti@demo.mssante.fr"), List.of(FIRST), NOW)
                        .mails())
                .isEmpty();
    }

    @Test
    void theDigestTellsTheDayAndTheLongestWaits() {
        List<AwaitedAnswer> many = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            many.add(FIRST);
        }
        Delivery digest = mail(Remind.TEAM, Optional.empty())
                .digest(
                        (Bal.Organisational) People.PHARMACIE,
                        new Digest(NOW.minus(Duration.ofDays(1)), NOW, 12, 9, 3, many));
        assertThat(readers(digest)).containsExactly(PHARMACY);
        assertThat(digest.copies().get(0).placements().get(0).flagged()).isFalse();
        assertThat(text(digest))
                .contains("Subject: Bilan du jour : 12 reçus, 3 en attente")
                .contains(
                        "Pharmacie Centrale, du dimanche 22 novembre à 11 h 30 au lundi 23 novembre à 11 h 30 :\r\n\r\n"
                                + "Messages de patients reçus : 12\r\n"
                                + "Échanges auxquels vous avez répondu : 9\r\n"
                                + "Patients qui attendent une réponse : 3\r\n\r\nLes plus anciens :\r\n- patient 2***")
                .doesNotContain(People.PATIENT.matricule());
    }
}

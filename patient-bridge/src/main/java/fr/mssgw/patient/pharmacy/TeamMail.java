package fr.mssgw.patient.pharmacy;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.FrenchDates;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.PharmacyService.Remind;
import fr.mssgw.core.identity.PharmacyService.Target;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.pharmacy.AwaitedAnswer;
import fr.mssgw.core.pharmacy.Digest;
import fr.mssgw.core.pharmacy.Reminding;
import fr.mssgw.core.port.BalDirectory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The French mails that the gateway writes to a pharmacy's people. They hold neither a document nor a subject nor a
 * whole matricule: they also reach nominative BAL, where nothing of a patient's message belongs. Thread-safe.
 */
public final class TeamMail {
    private static final int LISTED = 20;
    private static final String DIGEST = "digest";

    private final BalDirectory bals;
    private final MailDomain domain;
    private final InstantSource clock;

    /**
     * @param domain whose postmaster writes
     * @param clock the real one, for the dates of the mails
     */
    public TeamMail(BalDirectory bals, MailDomain domain, InstantSource clock) {
        this.bals = bals;
        this.domain = domain;
        this.clock = clock;
    }

    /**
     * Who is told of the answers that a pharmacy owes: the team of those that are due for the first time, the named
     * person of those of which the team was reminded before. One mail each.
     *
     * @param waiting all its patients who wait, the longest first
     * @param now the time at the pharmacy
     */
    public Reminding remind(MssAddress address, List<AwaitedAnswer> waiting, Instant now) {
        Optional<Bal.Organisational> found =
                bals.find(address).filter(Bal.Organisational.class::isInstance).map(Bal.Organisational.class::cast);
        Optional<Target> wanted = found.flatMap(bal -> bal.service().target());
        if (found.isEmpty() || wanted.isEmpty()) {
            return new Reminding(List.of(), Map.of());
        }
        Bal.Organisational pharmacy = found.get();
        Target target = wanted.get();
        List<AwaitedAnswer> first =
                waiting.stream().filter(one -> one.due() && !one.reminded()).toList();
        List<AwaitedAnswer> again =
                waiting.stream().filter(one -> one.due() && one.reminded()).toList();
        List<Delivery> mails = new ArrayList<>();
        Map<Long, Instant> next = new HashMap<>();
        if (!first.isEmpty()) {
            mails.add(mail(
                    pharmacy,
                    team(pharmacy, target.remind()),
                    "Rappel : " + patients(first.size()) + " une réponse de " + pharmacy.displayName(),
                    reminder(pharmacy, first, target.within()),
                    "reminder",
                    first.size()));
            if (target.escalateTo().isPresent()) {
                pharmacy.service()
                        .after(now, target.escalateAfter())
                        .ifPresent(at -> first.forEach(one -> next.put(one.conversation(), at)));
            }
        }
        Optional<MssAddress> named =
                target.escalateTo().filter(one -> bals.find(one).isPresent());
        if (!again.isEmpty() && named.isPresent()) {
            mails.add(mail(
                    pharmacy,
                    List.of(named.get()),
                    "Sans réponse malgré un rappel : " + patients(again.size()) + " une réponse de "
                            + pharmacy.displayName(),
                    reminder(pharmacy, again, target.within().plus(target.escalateAfter())),
                    "escalation",
                    again.size()));
        }
        return new Reminding(mails, next);
    }

    /** The digest of a day, for the BAL. */
    public Delivery digest(Bal.Organisational pharmacy, Digest digest) {
        ZoneId zone = pharmacy.service().zone();
        List<String> lines = new ArrayList<>(List.of(
                "Bonjour,",
                "",
                pharmacy.displayName() + ", du " + FrenchDates.dayAndTime(digest.from(), zone) + " au "
                        + FrenchDates.dayAndTime(digest.until(), zone) + " :",
                "",
                "Messages de patients reçus : " + digest.received(),
                "Échanges auxquels vous avez répondu : " + digest.answered(),
                "Patients qui attendent une réponse : " + digest.awaiting()));
        if (!digest.oldest().isEmpty()) {
            lines.add("");
            lines.add("Les plus anciens :");
            lines.addAll(list(digest.oldest(), zone));
        }
        lines.add("");
        return mail(
                pharmacy,
                List.of(pharmacy.address()),
                "Bilan du jour : " + digest.received() + " reçus, " + digest.awaiting() + " en attente",
                lines,
                DIGEST,
                digest.awaiting());
    }

    private static String patients(int count) {
        return count == 1 ? "1 patient attend" : count + " patients attendent";
    }

    private static List<String> reminder(Bal.Organisational pharmacy, List<AwaitedAnswer> waiting, Duration passed) {
        String bal = pharmacy.address().wireForm();
        List<String> lines = new ArrayList<>(List.of(
                "Bonjour,",
                "",
                patients(waiting.size()) + " depuis plus de " + length(passed)
                        + pharmacy.service()
                                .openingHours()
                                .map(hours -> " d'ouverture")
                                .orElse("")
                        + " une réponse à un message reçu par " + bal + " :",
                ""));
        lines.addAll(list(waiting, pharmacy.service().zone()));
        lines.add("");
        lines.add("Ouvrez la boîte " + bal + " pour répondre.");
        lines.add(
                "Une réponse, la fin de l'échange ou la prise en charge du message par un membre de l'équipe arrête les "
                        + "rappels.");
        lines.add("");
        return lines;
    }

    private static List<String> list(List<AwaitedAnswer> waiting, ZoneId zone) {
        List<String> lines = new ArrayList<>();
        for (AwaitedAnswer one : waiting.subList(0, Math.min(LISTED, waiting.size()))) {
            lines.add("- patient " + one.patient() + ", depuis " + FrenchDates.dayAndTime(one.since(), zone));
        }
        if (waiting.size() > LISTED) {
            lines.add("- et " + (waiting.size() - LISTED) + " autres");
        }
        return lines;
    }

    private static String length(Duration passed) {
        long minutes = passed.toMinutes();
        long hours = minutes / 60;
        if (hours == 0) {
            return minutes + " min";
        }
        return hours + " h" + (minutes % 60 == 0 ? "" : " %02d".formatted(minutes % 60));
    }

    private List<MssAddress> team(Bal.Organisational pharmacy, Remind remind) {
        Set<MssAddress> all = new LinkedHashSet<>(Set.of(pharmacy.address()));
        if (remind == Remind.MEMBERS) {
            for (Person member : pharmacy.persons()) {
                bals.nominativeOf(member.rpps()).map(Bal::address).ifPresent(all::add);
            }
        }
        return List.copyOf(all);
    }

    private Delivery mail(
            Bal.Organisational pharmacy,
            List<MssAddress> recipients,
            String subject,
            List<String> lines,
            String what,
            long waiting) {
        QueueId id = QueueId.random();
        Instant at = clock.instant();
        boolean urgent = !what.equals(DIGEST);
        Letter letter = Letter.from(Sender.postmaster(domain), recipients.get(0), id, at)
                .suffix(".rappel")
                .subject(subject)
                .text(String.join("\r\n", lines))
                .build()
                .delivered();
        List<Placement> placements = recipients.stream()
                .map(to -> new Placement(to, Folders.INBOX, false, urgent, Set.of(), Optional.empty()))
                .toList();
        Copy copy = new Copy(letter.header(), letter.body(), 0, placements, List.of());
        AuditEvent event = AuditEvent.of(
                at,
                Kind.TEAM_REMINDED,
                "gateway",
                "id",
                id,
                "what",
                what,
                "bal",
                pharmacy.address(),
                "told",
                recipients,
                "waiting",
                waiting);
        return new Delivery(
                id, at, Optional.empty(), Optional.empty(), false, List.of(copy), List.of(), List.of(event));
    }

    /** Whether its people are there on the day of this instant. */
    public static boolean works(Bal.Organisational pharmacy, Instant at) {
        Optional<OpeningHours> hours = pharmacy.service().openingHours();
        return hours.isEmpty()
                || !hours.get().on(at.atZone(hours.get().zone()).toLocalDate()).isEmpty();
    }
}

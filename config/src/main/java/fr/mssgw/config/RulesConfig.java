package fr.mssgw.config;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Structure;
import fr.mssgw.core.mailbox.DeliveryRules;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The block {@code rules} of an organisational BAL, and whether what it names is there. */
final class RulesConfig {
    private static final ZoneId FRANCE = ZoneId.of("Europe/Paris");
    private static final int MOST_COPIES = 20;

    private final Section section;
    private final DeliveryRules rules;

    private RulesConfig(Section section, DeliveryRules rules) {
        this.section = section;
        this.rules = rules;
    }

    DeliveryRules rules() {
        return rules;
    }

    static Field<Optional<RulesConfig>> read(Section section) {
        Field<Optional<MssAddress>> xdmTo = section.optional("xdm-to", Forms.ADDRESS);
        Field<List<MssAddress>> copyTo = section.list("copy-to", Forms.ADDRESS, List.of());
        if (copyTo.ifRead().filter(list -> list.size() > MOST_COPIES).isPresent()) {
            section.problem("copy-to", "names more than " + MOST_COPIES + " BAL");
        }
        Field<Optional<DeliveryRules.Absence>> absence =
                section.optionalSection("absence", Optional.<DeliveryRules.Absence>empty(), RulesConfig::absence);
        return section.check(() -> Optional.of(
                new RulesConfig(section, new DeliveryRules(xdmTo.value(), copyTo.value(), absence.value()))));
    }

    private static Field<Optional<DeliveryRules.Absence>> absence(Section section) {
        Field<LocalDate> from = section.required("from", OpeningHoursConfig.DATE);
        Field<LocalDate> until = section.required("until", OpeningHoursConfig.DATE);
        Field<String> subject = section.optional("subject", Forms.TEXT, "Réponse automatique : absence");
        Field<String> text = section.required("text", Forms.PARAGRAPHS);
        Field<Duration> again = section.optional("again-after", Forms.ANSWER_DAYS, Duration.ofDays(7));
        if (from.ifRead().isPresent()
                && until.ifRead().filter(last -> last.isBefore(from.value())).isPresent()) {
            section.problem("until", "is before from; write the last day of the absence");
        }
        return section.check(() -> Optional.of(new DeliveryRules.Absence(
                subject.value(),
                text.value(),
                from.value().atStartOfDay(FRANCE).toInstant(),
                until.value().plusDays(1).atStartOfDay(FRANCE).toInstant(),
                again.value())));
    }

    /**
     * Reports what cannot be done.
     *
     * @param bals all that were read
     * @param declared those that were read or have problems of their own
     */
    void check(Bal.Organisational team, Map<MssAddress, Bal> bals, Set<MssAddress> declared) {
        rules.xdmTo()
                .filter(to -> !declared.contains(to) || bals.containsKey(to))
                .ifPresent(to -> {
                    if (!(bals.get(to) instanceof Bal.Applicative software)) {
                        section.problem(
                                "xdm-to", to + " is not an applicative BAL of this operator; name one of bals/");
                    } else if (!software.structure()
                            .map(Structure::id)
                            .equals(Optional.of(team.team().id()))) {
                        section.problem(
                                "xdm-to",
                                to + " belongs to another structure; name the applicative BAL of "
                                        + team.team().id().kind() + " "
                                        + team.team().id().number());
                    }
                });
        for (MssAddress to : rules.copyTo()) {
            if (declared.contains(to) && !bals.containsKey(to)) {
                continue;
            }
            if (!(bals.get(to) instanceof Bal.Nominative member)) {
                section.problem(
                        "copy-to", to + " is not a nominative BAL of this operator; mail is copied to members only");
            } else if (team.persons().stream()
                    .noneMatch(person -> person.rpps().equals(member.holder().rpps()))) {
                section.problem(
                        "copy-to",
                        to + " is not a member's: its holder, RPPS "
                                + member.holder().rpps() + ", is not among the persons of this BAL");
            }
        }
    }
}

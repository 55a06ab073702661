package fr.mssgw.config;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.identity.PharmacyService.Acknowledgement;
import fr.mssgw.core.identity.PharmacyService.Remind;
import fr.mssgw.core.identity.PharmacyService.Target;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/** The settings of a pharmacy's organisational BAL that say what it does for patients and for its team. */
final class PharmacyServiceConfig {
    /** They are that BAL's alone. */
    static final List<String> KEYS = List.of(
            "opening-hours", "acknowledgement", "answer-within", "remind", "escalate-to", "escalate-after", "digest");

    private static final Form<LocalTime> TIME =
            new Form<>(PharmacyServiceConfig::time, "a time of day such as \"08:00\", in quotes");

    private PharmacyServiceConfig() {}

    /** @param section of the BAL, among whose settings they stand */
    static Optional<PharmacyService> read(Section section) {
        Field<Optional<OpeningHours>> hours =
                section.optionalSection("opening-hours", Optional.<OpeningHours>empty(), OpeningHoursConfig::read);
        Field<Optional<Acknowledgement>> acknowledgement = section.optionalSection(
                "acknowledgement", PharmacyService.DEFAULT.acknowledgement(), PharmacyServiceConfig::acknowledgement);
        Field<Optional<Target>> target = target(section);
        Field<Optional<LocalTime>> digest = section.optional("digest", TIME);
        boolean read = hours.ifRead().isPresent()
                && acknowledgement.ifRead().isPresent()
                && target.ifRead().isPresent()
                && digest.ifRead().isPresent();
        return read
                ? Optional.of(
                        new PharmacyService(hours.value(), acknowledgement.value(), target.value(), digest.value()))
                : Optional.empty();
    }

    private static Field<Optional<Acknowledgement>> acknowledgement(Section section) {
        Field<Boolean> send = section.optional("send", Forms.YES_OR_NO, true);
        Field<Optional<String>> text = section.optional("text", Forms.PARAGRAPHS);
        if (send.ifRead().filter(yes -> !yes).isPresent() && section.has("text")) {
            section.problem("text", "is never sent, since send is false; remove one of them");
        }
        return section.check(() -> send.value() ? Optional.of(new Acknowledgement(text.value())) : Optional.empty());
    }

    private static Field<Optional<Target>> target(Section section) {
        Field<Optional<Duration>> within = section.optional("answer-within", Forms.DURATION_TEXT);
        Field<Remind> remind = section.optional("remind", Forms.oneOf(Remind.class), Remind.MEMBERS);
        Field<Optional<MssAddress>> named = section.optional("escalate-to", Forms.ADDRESS);
        Field<Optional<Duration>> after = section.optional("escalate-after", Forms.DURATION_TEXT);
        if (!section.has("answer-within")) {
            List.of("remind", "escalate-to").stream()
                    .filter(section::has)
                    .forEach(key -> section.problem(key, "has no meaning without answer-within; write that as well"));
        }
        if (section.has("escalate-after") && !section.has("escalate-to")) {
            section.problem("escalate-after", "has no meaning without escalate-to; write that as well");
        }
        if (within.ifRead().isEmpty()
                || remind.ifRead().isEmpty()
                || named.ifRead().isEmpty()
                || after.ifRead().isEmpty()) {
            return Field.missing();
        }
        return Field.of(within.value()
                .map(time -> new Target(
                        time, remind.value(), named.value(), after.value().orElse(time))));
    }

    private static LocalTime time(String text) {
        if (!text.matches("\\d{1,2}:\\d{2}")) {
            throw new IllegalArgumentException();
        }
        int hour = Integer.parseInt(text.substring(0, text.indexOf(':')));
        int minute = Integer.parseInt(text.substring(text.indexOf(':') + 1));
        if (hour > 23 || minute > 59) {
            throw new IllegalArgumentException();
        }
        return LocalTime.of(hour, minute);
    }
}

package fr.mssgw.config;

import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.identity.PharmacyService.Acknowledgement;
import java.util.List;
import java.util.Optional;

/** The settings of a pharmacy's organisational BAL that say what it does for patients. */
final class PharmacyServiceConfig {
    /** They are that BAL's alone. */
    static final List<String> KEYS = List.of("opening-hours", "acknowledgement");

    private PharmacyServiceConfig() {}

    /** @param section of the BAL, among whose settings they stand */
    static Optional<PharmacyService> read(Section section) {
        Field<Optional<OpeningHours>> hours =
                section.optionalSection("opening-hours", Optional.<OpeningHours>empty(), OpeningHoursConfig::read);
        Field<Optional<Acknowledgement>> acknowledgement = section.optionalSection(
                "acknowledgement", PharmacyService.DEFAULT.acknowledgement(), PharmacyServiceConfig::acknowledgement);
        return hours.ifRead().isPresent() && acknowledgement.ifRead().isPresent()
                ? Optional.of(new PharmacyService(hours.value(), acknowledgement.value()))
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
}

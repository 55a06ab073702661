package fr.mssgw.patient.pharmacy;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.delivery.DocumentMark;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.PharmacyArrival;
import fr.mssgw.core.delivery.PharmacyArrival.Earlier;
import fr.mssgw.core.flow.FromPatients.Arrival;
import fr.mssgw.core.flow.LocalFields;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.patient.rules.ConversationRules.FromPatient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a patient's message at a pharmacy's organisational BAL brings with it: marks of its own, and an answer. */
public final class PharmacyReception {
    private final Acknowledgements acknowledgements;
    private final InstantSource services;

    /** @param services the clock at the pharmacies */
    public PharmacyReception(Acknowledgements acknowledgements, InstantSource services) {
        this.acknowledgements = acknowledgements;
        this.services = services;
    }

    public PharmacyArrival of(
            Arrival arrival, Bal.Organisational pharmacy, ConversationKey key, FromPatient.Accepted accepted) {
        Set<DocumentMark> documents = new LinkedHashSet<>();
        accepted.documents().forEach(file -> documents.add(DocumentMark.of(key, file.sha256())));
        Instant here = services.instant();
        return new PharmacyArrival(
                key,
                here,
                accepted.keywords().contains(Folders.KEYWORD_PRESCRIPTION),
                documents,
                arrival.assumed().earlier().apply(key),
                acknowledgements.to(arrival.content().header(), arrival.envelope(), pharmacy, key, arrival.at(), here),
                pharmacy.service().target().flatMap(target -> pharmacy.service().after(here, target.within())));
    }

    /** The marks of a message some of whose documents came before; none otherwise. */
    public static Set<String> keywords(PharmacyArrival arrival) {
        return arrival.earlier().isEmpty() ? Set.of() : Set.of(Folders.KEYWORD_DUPLICATE);
    }

    /** {@code X-MSSGW-Duplicate: 1 of 2; earlier=<queue id>; at=<instant>}: how many of its documents, and their last sending. */
    public static List<Field> fields(PharmacyArrival arrival) {
        return arrival.earlier().values().stream()
                .max(Comparator.comparing(Earlier::at))
                .map(last -> List.of(Field.of(
                        LocalFields.PREFIX + "Duplicate",
                        arrival.earlier().size() + " of " + arrival.documents().size() + "; earlier=" + last.id()
                                + "; at=" + last.at())))
                .orElse(List.of());
    }
}

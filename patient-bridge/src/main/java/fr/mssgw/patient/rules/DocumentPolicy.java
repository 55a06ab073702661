package fr.mssgw.patient.rules;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A report never goes to the wrong patient: every INS that a health document names as its patient's must be that of
 * every recipient (904 in IG-HL7). A document that names none passes, since there is nothing to compare; one that cannot
 * be read does not (docs/adr/0017).
 */
public final class DocumentPolicy {
    /** Some software writes the matricule without its key. */
    private static final int WITHOUT_KEY = 13;

    private DocumentPolicy() {}

    /** @param patients all to whom the message goes, whoever else gets it */
    public static Optional<Verdict.Refuse> refusal(List<HealthDocument> documents, Set<InsAddress> patients) {
        return documents.stream()
                .flatMap(document -> refusal(document, patients).stream())
                .findFirst();
    }

    private static Optional<Verdict.Refuse> refusal(HealthDocument document, Set<InsAddress> patients) {
        boolean ofAll = patients.stream()
                .allMatch(patient -> document.matricules().stream().allMatch(matricule -> isOf(matricule, patient)));
        if (!ofAll) {
            String several = patients.size() > 1 ? " ; envoyez un message par patient" : "";
            return Optional.of(new Verdict.Refuse(
                    Rules.DOCUMENT_OF_ANOTHER,
                    name(document) + " porte l'INS d'un autre patient que le destinataire (erreur 904)" + several));
        }
        return document.readable()
                ? Optional.empty()
                : Optional.of(new Verdict.Refuse(
                        Rules.DOCUMENT_UNREADABLE,
                        name(document) + " : " + fault(document) + ", le patient concerné ne peut être vérifié"));
    }

    private static boolean isOf(String matricule, InsAddress patient) {
        String number = patient.matricule();
        return matricule.equals(number) || matricule.equals(number.substring(0, WITHOUT_KEY));
    }

    private static String fault(HealthDocument document) {
        return switch (document.kind()) {
            case CDA, METADATA -> "lecture impossible";
            case ARCHIVE -> "ce n'est pas une archive lisible jusqu'à sa fin et sans équivoque";
            case ENCRYPTED_ARCHIVE -> "elle est protégée par un mot de passe";
            case BARE_ARCHIVE -> "elle ne contient pas de METADATA.XML";
        };
    }

    private static String name(HealthDocument document) {
        String archive = document.inArchive() ? " de l'archive IHE_XDM.zip" : " joint";
        return switch (document.kind()) {
            case CDA -> "un document CDA" + archive;
            case METADATA -> document.inArchive() ? "METADATA.XML" + archive : "un fichier METADATA.XML joint";
            case ARCHIVE, ENCRYPTED_ARCHIVE -> "une archive ZIP jointe";
            case BARE_ARCHIVE -> "une archive IHE_XDM.zip jointe";
        };
    }
}

package fr.mssgw.sandbox.mes;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.sandbox.Cast;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What Mon espace santé does with a message from a professional (docs/domain.md §5). Pure. */
final class MesRules {
    /** « 25 Mo en tout » [2] MES-1.3: what is larger comes back as a mail. */
    static final int LARGEST_KEPT = 25_000_000;
    /** What is larger than this is refused at once, by SMTP. */
    static final int LARGEST_TAKEN = 25 * 1024 * 1024;

    private MesRules() {}

    /** Why a message comes back. */
    enum Refusal {
        CLOSED("5.2.1", "La messagerie de cet usager est fermée (boîte aux lettres clôturée)."),
        UNKNOWN("5.1.1", "Usager introuvable : aucun compte Mon espace santé ne correspond à cette adresse."),
        INVALID("5.1.3", "Adresse invalide : le matricule INS est mal formé ou sa clé est fausse."),
        TOO_LARGE("5.3.4", "Message trop volumineux : la taille maximale est de 25 Mo.");

        private final String status;
        private final String text;

        Refusal(String status, String text) {
            this.status = status;
            this.text = text;
        }

        String status() {
            return status;
        }

        String text() {
            return text;
        }

        /** Mon espace santé writes some of its reports as plain text only; both forms must be understood. */
        boolean asPlainText() {
            return this == UNKNOWN || this == INVALID;
        }
    }

    /** Why this message does not reach this recipient; empty when it does. */
    static Optional<Refusal> refusal(String recipient, long size, Map<String, Cast.Person> known) {
        String ins;
        try {
            ins = InsAddress.of(MssAddress.parse(recipient)).matricule();
        } catch (MalformedAddress e) {
            return Optional.of(Refusal.INVALID);
        }
        Cast.Person person = known.get(ins);
        if (person == null || person.profile().equals("unknown")) {
            return Optional.of(Refusal.UNKNOWN);
        }
        if (person.profile().equals("closed")) {
            return Optional.of(Refusal.CLOSED);
        }
        return size > LARGEST_KEPT ? Optional.of(Refusal.TOO_LARGE) : Optional.empty();
    }

    /** Whom the patient may answer: a Reply-To inside MSSanté, else the sender ([2] MES-1.3 §9). */
    static String contact(String from, List<String> replyTo) {
        return replyTo.stream()
                .map(address -> address.toLowerCase(Locale.ROOT))
                .filter(address -> address.endsWith(".mssante.fr"))
                .findFirst()
                .orElse(from.toLowerCase(Locale.ROOT));
    }

    static boolean isMssante(String address) {
        return address.toLowerCase(Locale.ROOT).endsWith(".mssante.fr");
    }

    /** Whether a message ends the exchanges ([2] MES-1.3 §7). */
    static boolean ends(String subject, List<String> mssMes) {
        return subject.strip().equals("[FIN]")
                || mssMes.stream().anyMatch(value -> value.strip().equalsIgnoreCase("FIN"));
    }
}

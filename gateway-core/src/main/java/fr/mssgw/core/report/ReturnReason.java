package fr.mssgw.core.report;

import fr.mssgw.core.text.NormalForm;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why Mon espace santé returned a message (docs/domain.md §5), and what its sender had best do. */
public enum ReturnReason {
    TOO_LARGE(
            "5\\.3\\.4|5\\.2\\.3",
            "volumineu|taille maximale|trop (gros|grand|lourd)|too (large|big)|message size exceeds|exceeds [a-z ]{0,40}size",
            "le message est trop volumineux pour la messagerie du patient.",
            "Réduisez ou retirez des pièces jointes, ou répartissez-les sur plusieurs messages, puis renvoyez"
                    + " (25 Mo au plus en tout)."),
    CLOSED(
            "5\\.2\\.1",
            "ferme|clotur|desactiv|n'est plus active|(mailbox|account) (is )?(closed|disabled|inactive)|is disabled",
            "la messagerie Mon espace santé de ce patient est fermée.",
            "Ne renvoyez pas ce message : prévenez le patient par un autre moyen (téléphone, courrier). Il peut rouvrir"
                    + " son espace sur monespacesante.fr, ou au 34 22 ; vous pourrez alors lui écrire de nouveau."),
    INVALID(
            "5\\.1\\.3",
            "adresse (\\S{3,80} )?(est )?(invalide|incorrecte|erronee)|mal ?forme|invalid address|bad address syntax|cle est fausse",
            "l'adresse du patient n'est pas valide.",
            "Vérifiez le matricule INS du patient (téléservice INSi), corrigez son dossier, puis renvoyez le message."),
    UNKNOWN(
            "5\\.1\\.1|5\\.1\\.6|5\\.1\\.10",
            "introuvable|inconnu|aucun (compte|usager|utilisateur|destinataire)|n'existe pas|inexistant|pas ete trouve"
                    + "|not found|n't be found|not be found|unknown|no such|no mailbox here|not listed in|unrouteable"
                    + "|(does not|doesn't) exist|mailbox unavailable|invalid recipient",
            "aucun espace n'est ouvert dans Mon espace santé pour ce matricule INS.",
            "Vérifiez l'identité et le matricule INS du patient (téléservice INSi). S'ils sont exacts, le patient n'a"
                    + " pas activé Mon espace santé : prévenez-le par un autre moyen (téléphone, courrier)."),
    OTHER(
            "(?!)",
            "(?!)",
            "Mon espace santé a refusé le message.",
            "Lisez le rapport joint ; si le motif n'est pas clair, transmettez-le au support de votre messagerie et"
                    + " prévenez le patient par un autre moyen.");

    /**
     * Codes that name no fault: {@code x.y.0} is "other" (RFC 3463 §3), one of no subject says nothing, one of three
     * digits is some product's own, and a patient who was unknown for the time being is told by the words.
     */
    private static final Pattern VAGUE =
            Pattern.compile("[245]\\.0\\.[0-9]+|[245]\\.[0-9]+\\.(0+|[0-9]{3})|2\\..*|4\\.1\\.1|");

    /**
     * What speaks of the sender, the way or a full mailbox (RFC 3463 §3.2, §3.3, §3.5, §3.8), often in words that would
     * tell of the patient: the sender's domain "does not exist", a host is "unknown".
     */
    private static final Pattern OF_OTHERS = Pattern.compile(
            "over ?quota|quota (is |has been |est )?(exceeded|full|depasse|atteint)|exceed[a-z]{0,9} [^.]{0,30}quota"
                    + "|(mailbox|inbox|boite|messagerie)[^.]{0,30} (full|pleine|saturee)\\b|full mailbox"
                    + "|domain of sender|unknown sender|invalid sender"
                    + "|sender('s)? (address |domain |email )?[^.]{0,60}"
                    + "(does not exist|doesn't exist|not found|unknown|reject|invalid|verif|denied)"
                    + "|(adresse|domaine|nom) (du domaine )?de l'expediteur"
                    + "|expediteur (est )?(inconnu|invalide|incorrect|refuse|rejete|non autorise)"
                    + "|host (or domain name )?(was )?not found|host unknown|unknown host|name service error|no route to"
                    + "|no such (domain|host)|domain (name )?[^ ]{0,100} ?(was )?(not found|unknown)"
                    + "|domain (name )?(does not|doesn't) exist|(domaine|hote|serveur) [^ ]{0,100} ?(est )?(introuvable|inconnu)"
                    + "|connection (refused|timed out|reset)|lookup fail|unrouteable mail domain"
                    + "|relay(ing)? (access )?denied|access denied|black ?list|blocklist|liste noire");

    private static final char FIRST_BEYOND_ASCII = 0x80;

    private final Pattern status;
    private final Pattern words;
    private final String meaning;
    private final String advice;

    ReturnReason(String status, String words, String meaning, String advice) {
        this.status = Pattern.compile(status);
        this.words = Pattern.compile(words);
        this.meaning = meaning;
        this.advice = advice;
    }

    /** In French, for the sender; ends with a full stop. */
    public String meaning() {
        return meaning;
    }

    /** In French, what to do. */
    public String advice() {
        return advice;
    }

    /**
     * The reason that an enhanced status code gives (RFC 3463); OTHER for one that names another fault, such as one of the
     * sender, of the way or of a full mailbox, so that nobody looks for more in the words beside it.
     */
    static Optional<ReturnReason> ofStatus(String code) {
        for (ReturnReason reason : values()) {
            if (reason.status.matcher(code).matches()) {
                return Optional.of(reason);
            }
        }
        return VAGUE.matcher(code).matches() ? Optional.empty() : Optional.of(OTHER);
    }

    /** The reason that a sentence gives, in French or English. */
    static Optional<ReturnReason> ofWords(String text) {
        String plain = plain(text);
        if (OF_OTHERS.matcher(plain).find()) {
            return Optional.of(OTHER);
        }
        for (ReturnReason reason : values()) {
            if (reason.words.matcher(plain).find()) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /**
     * Lower case, without accents, with plain apostrophes and single spaces; each character by itself, so that it takes
     * linear time.
     */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || Character.isSpaceChar(c)) {
                if (plain.isEmpty() || plain.charAt(plain.length() - 1) != ' ') {
                    plain.append(' ');
                }
            } else if (c < FIRST_BEYOND_ASCII) {
                plain.append(Character.toLowerCase(c));
            } else if (c == '\u2019') {
                plain.append('\'');
            } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
                String apart = NormalForm.decomposed(String.valueOf(c));
                for (int j = 0; j < apart.length(); j++) {
                    if (Character.getType(apart.charAt(j)) != Character.NON_SPACING_MARK) {
                        plain.append(Character.toLowerCase(apart.charAt(j)));
                    }
                }
            }
        }
        return plain.toString();
    }
}

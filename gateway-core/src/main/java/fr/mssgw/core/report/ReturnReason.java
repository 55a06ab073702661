package fr.mssgw.core.report;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why Mon espace santé returned a message (domain.md §5), and what its sender had best do. */
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
            "5\\.1\\.3|5\\.1\\.0",
            "adresse (\\S{3,80} )?(est )?(invalide|incorrecte|erronee)|mal ?forme|invalid address|bad address syntax|cle est fausse",
            "l'adresse du patient n'est pas valide.",
            "Vérifiez le matricule INS du patient (téléservice INSi), corrigez son dossier, puis renvoyez le message."),
    UNKNOWN(
            "5\\.1\\.1|5\\.1\\.2|5\\.1\\.6|5\\.1\\.10",
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

    /** The reason that an enhanced status code gives (RFC 3463). */
    static Optional<ReturnReason> ofStatus(String code) {
        for (ReturnReason reason : values()) {
            if (reason.status.matcher(code).matches()) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /** The reason that a sentence gives, in French or English. */
    static Optional<ReturnReason> ofWords(String text) {
        String plain = plain(text);
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
                String apart = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
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

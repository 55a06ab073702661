package fr.mssgw.core.report;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The standard words by which mail servers say that they bring a message back for good, in French and English. Facts
 * about the subjects and texts of common servers; each pattern looks at a few hundred characters only.
 */
final class Announcement {
    private static final int LONGEST_SUBJECT = 300;
    private static final int MOST_LINES = 15;
    private static final int LONGEST_LINE = 300;

    private static final String MAIL = "(?:message|courriel|courrier|e-?mail|mail|envoi)s?(?: electroniques?)?";
    private static final String DOING =
            "(?:remise|distribution|livraison|delivrance|transmission|acheminement|envoi|expedition)";

    /** Of those whose subject goes on with that of the message. */
    private static final Pattern NAMING =
            Pattern.compile("(?:" + MAIL + " )?(?:non[- ](?:remi|distribu|delivr|livr)[a-z]{0,6})"
                    + "|undeliver(?:ed|able)|message undeliverable|" + MAIL + " (?:refuse|rejete|retourne)e?");

    private static final Pattern SUBJECT = Pattern.compile("(?:\\[[^\\]]{1,20}\\] ?)?(?:"
            + NAMING.pattern()
            + "|(?:echec|erreur)(?: permanente?| definitive?)? (?:d'|de |de l'|de la |lors de (?:l'|la )?)" + DOING
            + "|(?:avis|rapport|notification|notice) (?:d'|de |de la )(?:non[- ]?|echec de (?:l'|la )?)" + DOING
            + "|(?:avis|rapport|notification|notice) d'echec"
            + "|notification d'etat (?:de |de la )?" + DOING + " \\((?:echec|non)"
            + "|" + DOING + " (?:impossible|echouee?|refusee?|a echoue)"
            + "|impossible (?:de |d')(?:remettre|distribuer|delivrer|livrer|transmettre|acheminer|envoyer|expedier)"
            + "|votre " + MAIL + ".{0,100} n'a (?:pas|pu)"
            + "|retour (?:de |a l'|au )(?:" + MAIL + "|expediteur|envoyeur)"
            + "|(?:mail |message |e-?mail )?delivery (?:failure|fail|has failed|error)"
            + "|(?:permanent|fatal) (?:delivery )?(?:failure|error)"
            + "|delivery status notification \\(?fail|delivery notification: delivery has failed"
            + "|returned (?:mail|message|to sender)|failure notice|mail failure|mail system error"
            + "|(?:message|mail|e-?mail) (?:status - )?(?:undeliverable|could not be|not delivered|returned|rejected|bounced)"
            + "|non-?deliver(?:y|able)|(?:unable|failed) to deliver|could not deliver"
            + "|your (?:message|mail|e-?mail).{0,100} (?:could not|was not|couldn't|wasn't)"
            + "|notice: mail delivery status|bounced?\\b)");

    private static final List<String> WORDS = List.of(
            "n'a pas pu etre remis",
            "n'a pas pu etre distribue",
            "n'a pas pu etre delivre",
            "n'a pas pu etre envoye",
            "n'a pas pu etre transmis",
            "n'a pas pu etre achemine",
            "n'a pas ete remis",
            "n'a pas ete distribue",
            "n'a pas ete delivre",
            "n'a pu etre remis",
            "n'a pu etre distribue",
            "impossible de remettre",
            "impossible de distribuer",
            "impossible de delivrer",
            "echec de la remise",
            "echec de la distribution",
            "could not be delivered",
            "couldn't be delivered",
            "was not delivered",
            "wasn't delivered",
            "wasn't able to deliver",
            "was not able to deliver",
            "was unable to deliver",
            "unable to deliver",
            "undeliverable",
            "delivery to the following recipient",
            "delivery failed",
            "delivery has failed",
            "permanent fatal errors",
            "failed permanently",
            "permanent error");

    private static final List<String> DELAY =
            List.of("delay", "retard", "differe", "temporaire", "temporary", "warning");

    private static final List<String> TRIED_AGAIN = List.of(
            "will be retried",
            "will retry",
            "keep trying",
            "continue to try",
            "still being retried",
            "not need to resend",
            "delayed",
            "sera retente",
            "seront retente",
            "nouvelle tentative",
            "nouvelles tentatives",
            "continue d'essayer",
            "sera represente",
            "en retard");

    private Announcement() {}

    /** Whether a subject announces a mail that came back. */
    static boolean isSubject(String subject) {
        String plain = begin(subject);
        return SUBJECT.matcher(plain).lookingAt() && DELAY.stream().noneMatch(plain::contains);
    }

    /** The subject of the message that came back, where the announcement goes on with it. */
    static Optional<String> named(String subject) {
        int colon = subject.indexOf(':');
        String before = colon < 0 ? "" : begin(subject.substring(0, colon)).strip();
        return NAMING.matcher(before).matches() ? Optional.of(subject.substring(colon + 1)) : Optional.empty();
    }

    private static String begin(String subject) {
        String begin = subject.strip();
        return ReturnReason.plain(begin.substring(0, Math.min(begin.length(), LONGEST_SUBJECT)));
    }

    /** Whether the first lines say so, where the subject does not. */
    static boolean isText(String said) {
        String first = firstLines(said);
        return WORDS.stream().anyMatch(first::contains);
    }

    /** Whether they say that the server goes on trying. */
    static boolean isOfDelay(String said) {
        String first = firstLines(said);
        return TRIED_AGAIN.stream().anyMatch(first::contains);
    }

    /** As one, without accents: sentences go over lines. */
    private static String firstLines(String said) {
        return said.lines()
                .filter(line -> !line.isBlank())
                .limit(MOST_LINES)
                .map(line -> ReturnReason.plain(line.substring(0, Math.min(line.length(), LONGEST_LINE)))
                        .strip())
                .collect(Collectors.joining(" "));
    }
}

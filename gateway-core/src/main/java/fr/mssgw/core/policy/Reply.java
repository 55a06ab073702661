package fr.mssgw.core.policy;

import fr.mssgw.core.masking.Matricules;
import fr.mssgw.core.message.QueueId;

/**
 * What the peer is told: the table of docs/contract.md §4, in one place. Causes stay in the audit. The text
 * may repeat what somebody wrote: matricules of patients are masked in it.
 *
 * @param text French, ending with the rule's id in brackets where a rule refused
 */
public record Reply(int code, String enhanced, String text) {
    public static final Reply LATER =
            new Reply(451, "4.3.0", "service momentanément indisponible, réessayez [" + Rules.UNAVAILABLE.id() + "]");

    public Reply {
        text = Matricules.masked(text);
    }

    public static Reply to(Verdict verdict, String accepted, String acceptedEnhanced) {
        return verdict.fold(deliver -> new Reply(250, acceptedEnhanced, accepted), Reply::refusing, later -> LATER);
    }

    public static Reply refusing(Verdict.Refuse refuse) {
        Rule rule = refuse.rule();
        String text = rule.equals(Rules.TOO_LARGE) ? refuse.reason() : "%s [%s]".formatted(refuse.reason(), rule.id());
        return new Reply(rule.code(), rule.enhanced(), text);
    }

    public static Reply stored(QueueId id) {
        return new Reply(250, "2.0.0", "message accepté " + id);
    }

    public boolean accepts() {
        return code < 400;
    }

    public boolean isTransient() {
        return code >= 400 && code < 500;
    }
}

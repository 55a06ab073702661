package fr.mssgw.patient.rules;

import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Bal.PatientInitiated.AfterClosure;
import fr.mssgw.core.identity.Bal.PatientInitiated.First;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may write to whom: the professional opens and closes, the patient answers; only a pharmacy's organisational BAL
 * may be written to first (MES-APP, MES-FAQ; docs/domain.md §5). The cases are listed in docs/patient-rules.md.
 */
public final class ConversationPolicy {
    private static final Verdict.Refuse NOT_A_CONTACT = new Verdict.Refuse(
            Rules.PROFESSIONAL_OPENS, "ce professionnel ne vous a pas écrit : vous ne pouvez que lui répondre");
    private static final Verdict.Refuse DOCUMENT_FIRST = new Verdict.Refuse(
            Rules.PROFESSIONAL_OPENS,
            "pour écrire en premier à cette pharmacie, joignez une ordonnance ou un document");
    private static final Verdict.Refuse CLOSED =
            new Verdict.Refuse(Rules.REPLY_BLOCKED, "le professionnel a mis fin à cet échange");
    private static final Verdict.Refuse CLOSED_TO_ALL_BUT_DOCUMENTS = new Verdict.Refuse(
            Rules.REPLY_BLOCKED,
            "la pharmacie a mis fin à cet échange ; pour en commencer un autre, joignez une ordonnance ou un document");

    private ConversationPolicy() {}

    /**
     * Judges a patient's message before its content is known: refused here only when no content would make it pass.
     *
     * @param pharmacyBal the BAL that GW-PAT-3 names, where the pharmacy has one here
     */
    public static Verdict beforeContent(ConversationState state, Bal recipient, Optional<MssAddress> pharmacyBal) {
        return judge(state, recipient, true, pharmacyBal);
    }

    /** Judges a patient's message, given whether it carries a document. */
    public static Verdict withContent(ConversationState state, Bal recipient, boolean document) {
        return judge(state, recipient, document, Optional.empty());
    }

    /** The states of the conversation in which a message with or without a document passes. */
    public static Set<ConversationState> accepting(Bal recipient, boolean document) {
        Set<ConversationState> states = EnumSet.noneOf(ConversationState.class);
        for (ConversationState state : ConversationState.values()) {
            if (withContent(state, recipient, document).delivers()) {
                states.add(state);
            }
        }
        return states;
    }

    private static Verdict judge(
            ConversationState state, Bal recipient, boolean document, Optional<MssAddress> pharmacyBal) {
        return switch (state) {
            case OPEN -> Verdict.DELIVER;
            case NONE -> first(recipient, document, pharmacyBal);
            case CLOSED -> afterClosure(recipient, document);
        };
    }

    private static Verdict first(Bal recipient, boolean document, Optional<MssAddress> pharmacyBal) {
        if (recipient instanceof Bal.Organisational team && team.isPharmacysOrganisational()) {
            return switch (team.patientInitiated().first()) {
                case ANY -> Verdict.DELIVER;
                case DOCUMENTS -> document ? Verdict.DELIVER : DOCUMENT_FIRST;
                case NONE -> NOT_A_CONTACT;
            };
        }
        return recipient.belongsToPharmacy() ? insteadOf(pharmacyBal) : NOT_A_CONTACT;
    }

    private static Verdict insteadOf(Optional<MssAddress> pharmacyBal) {
        return new Verdict.Refuse(
                Rules.PHARMACY_BAL_INSTEAD,
                "cette boîte de pharmacie ne reçoit pas de premier message"
                        + pharmacyBal
                                .map(bal -> " ; écrivez à " + bal.wireForm())
                                .orElse(" ; écrivez à la boîte organisationnelle de la pharmacie"));
    }

    private static Verdict afterClosure(Bal recipient, boolean document) {
        if (recipient instanceof Bal.Organisational team
                && team.isPharmacysOrganisational()
                && team.patientInitiated().first() != First.NONE
                && team.patientInitiated().afterClosure() == AfterClosure.DOCUMENTS) {
            return document ? Verdict.DELIVER : CLOSED_TO_ALL_BUT_DOCUMENTS;
        }
        return CLOSED;
    }
}

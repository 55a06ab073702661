package fr.mssgw.patient.exchange;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.flow.ToPatients.Submitted;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.report.Receipt;
import fr.mssgw.core.report.References;
import fr.mssgw.patient.rules.ConversationRules.ToPatient;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The steps that a professional's message takes in its conversations, one for each patient. Pure. */
public final class SubmittedSteps {
    private SubmittedSteps() {}

    /**
     * @param told patients who are not sent the message, since they know that the exchange has ended: it must not have
     *     begun again
     * @param before where the exchanges of another BAL stand, which is told of what becomes of them
     */
    public static List<ConversationChange> of(
            Submitted mail,
            Set<InsAddress> told,
            Map<InsAddress, ConversationState> before,
            ToPatient.Accepted accepted) {
        HeaderSection header = mail.completed();
        boolean receiptAsked = Receipt.isAskedBy(header)
                || mail.envelope().recipients().stream()
                        .anyMatch(to -> to.dsn().notifyOn().contains(DsnRequest.Notify.SUCCESS));
        return mail.patients().stream()
                .map(patient -> new ConversationChange(
                        new ConversationKey(patient, accepted.contact()),
                        told.contains(patient) ? EnumSet.of(ConversationState.CLOSED) : expected(before.get(patient)),
                        accepted.to(),
                        accepted.cause(),
                        References.ownId(header),
                        mail.by().actor(),
                        InsDeclaration.of(header.values("X-MSS-INS")),
                        receiptAsked && !told.contains(patient)))
                .toList();
    }

    private static Set<ConversationState> expected(@Nullable ConversationState before) {
        return before == null ? EnumSet.allOf(ConversationState.class) : EnumSet.of(before);
    }
}

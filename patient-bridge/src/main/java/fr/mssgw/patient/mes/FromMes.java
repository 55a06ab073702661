package fr.mssgw.patient.mes;

import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.report.Receipt;
import fr.mssgw.core.report.Returned;
import java.util.Optional;

/** What a mail of Mon espace santé says of a message that went there, and which one that is. */
public sealed interface FromMes {
    /** @param original empty when the report names none that went from here */
    record Return(Returned report, Optional<SentMessage> original) implements FromMes {}

    /** A receipt always answers a message that really was sent: another one is judged as any message of a patient. */
    record Read(Receipt receipt, SentMessage original) implements FromMes {}
}

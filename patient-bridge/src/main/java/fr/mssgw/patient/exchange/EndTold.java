package fr.mssgw.patient.exchange;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.ToPatients.Submitted;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.patient.rules.ConversationRules;
import fr.mssgw.patient.rules.ConversationRules.ToPatient;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Whom the end of an exchange was told already, so that a message that says nothing else is not sent again: a software
 * that writes « [FIN] » after the folder « Échanges clos » has closed the exchange tells its patient once.
 */
public final class EndTold {
    /** More than any software puts into an empty message. */
    private static final int MOST_BLANKS = 1_000;

    private final FlowPorts ports;

    public EndTold(FlowPorts ports) {
        this.ports = ports;
    }

    /** Patients who need not get this message; none of a letter, whatever it ends. */
    public Set<InsAddress> before(Submitted mail, ToPatient.Accepted accepted) throws MalformedMessage, IOException {
        HeaderSection header = mail.header();
        RawMessage message = mail.message();
        Set<InsAddress> told = new HashSet<>();
        if (accepted.to() == ConversationState.CLOSED
                && ConversationRules.isEndAlone(
                        header.subject(), ports.mime().outline(message), isBlank(message, header))) {
            for (InsAddress patient : mail.patients()) {
                ConversationKey key = new ConversationKey(patient, accepted.contact());
                if (ports.conversations().state(key) == ConversationState.CLOSED) {
                    told.add(patient);
                }
            }
        }
        return told;
    }

    private static boolean isBlank(RawMessage message, HeaderSection header) throws IOException {
        try (InputStream stream = message.open()) {
            stream.skipNBytes(header.bodyOffset());
            byte[] start = stream.readNBytes(MOST_BLANKS);
            for (byte octet : start) {
                if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                    return false;
                }
            }
            return start.length < MOST_BLANKS;
        }
    }
}

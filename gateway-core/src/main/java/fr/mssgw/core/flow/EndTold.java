package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.PatientRules.ToPatient;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom the end of an exchange was told already, so that a message that says nothing else is not sent again: a software
 * that writes « [FIN] » after the folder « Échanges clos » has closed the exchange tells its patient once.
 */
final class EndTold {
    /** More than any software puts into an empty message. */
    private static final int MOST_BLANKS = 1_000;

    private final FlowPorts ports;

    EndTold(FlowPorts ports) {
        this.ports = ports;
    }

    /** Patients who need not get this message; none of a letter, whatever it ends. */
    Set<InsAddress> before(
            RawMessage message, HeaderSection header, ToPatient.Accepted accepted, List<InsAddress> patients)
            throws MalformedMessage, IOException {
        Set<InsAddress> told = new HashSet<>();
        if (accepted.to() == ConversationState.CLOSED
                && ports.patientRules()
                        .isEndAlone(header.subject(), ports.mime().outline(message), isBlank(message, header))) {
            for (InsAddress patient : patients) {
                ConversationKey key = new ConversationKey(patient, accepted.contact());
                if (ports.conversations().state(key) == ConversationState.CLOSED) {
                    told.add(patient);
                }
            }
        }
        return told;
    }

    /** The envelope for those who get it; it may have no recipient. */
    static Envelope without(Set<InsAddress> told, Envelope envelope) {
        List<MssAddress> left = told.stream().map(InsAddress::address).toList();
        return new Envelope(
                envelope.sender(),
                envelope.recipients().stream()
                        .filter(recipient -> !left.contains(recipient.address()))
                        .toList(),
                envelope.envelopeId(),
                envelope.fullReport());
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

package fr.mssgw.core.flow;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mailbox.Takers;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.core.report.References;
import java.time.Instant;
import java.util.Optional;

/**
 * Whoever answers a message of a shared BAL has taken it: colleagues see {@code \Answered} and the initials, whichever
 * mail client the answer was written with. Done after the answer is stored, and given up where that fails.
 */
final class TakingByAnswer {
    private final Deliveries deliveries;
    private final AuditTrail audit;

    TakingByAnswer(Deliveries deliveries, AuditTrail audit) {
        this.deliveries = deliveries;
        this.audit = audit;
    }

    /** @param header of the answer */
    void answered(Identity identity, HeaderSection header, Instant now) {
        Optional<String> keyword = identity.person().map(Person::rpps).flatMap(rpps -> Takers.of(identity.bal())
                .flatMap(team -> team.keywordOf(rpps)));
        Optional<String> about =
                header.first("In-Reply-To").map(References::messageId).filter(id -> !id.isEmpty());
        if (keyword.isEmpty() || about.isEmpty() || AutomaticAnswer.isAutomatic(header)) {
            return;
        }
        MssAddress bal = identity.bal().address();
        String outcome;
        try {
            outcome = deliveries.markAnswered(bal, about.get(), keyword.get()) ? "done" : "not found";
        } catch (StoreUnavailable e) {
            outcome = "not done: " + e.getMessage();
        }
        audit.record(AuditEvent.of(
                now,
                Kind.MAILBOX_ACTION,
                identity.actor(),
                "action",
                "answered",
                "bal",
                bal,
                "change",
                "+\\Answered +" + keyword.get(),
                "outcome",
                outcome));
    }
}

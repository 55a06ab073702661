package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.report.Report;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a sender what the reply to DATA, one for all recipients, cannot say (RFC 3464): that some were refused after
 * all while others got the message, and that a local BAL holds it, where the sender asked (RFC 3461 §4.1). A refusal is
 * final here, whatever its rule: nobody delivers the message to that recipient later.
 */
public record ReceptionReport(Letter letter) {
    private static final String AGAIN = "    Il ne le sera pas plus tard : renvoyez-le à ce destinataire.\r\n";

    /** What became of one recipient. */
    public record Line(Envelope.Recipient recipient, Optional<Verdict.Refuse> refusal) {
        boolean isOwed() {
            return refusal.isPresent()
                    ? recipient.dsn().wantsFailure()
                    : recipient.dsn().notifyOn().contains(Notify.SUCCESS);
        }
    }

    /** The report for those lines that are owed; empty when none is, or nobody may be told. */
    public static Optional<ReceptionReport> owed(
            QueueId id, Instant at, Envelope envelope, List<Line> lines, FlowSettings settings) {
        List<Line> owed = lines.stream().filter(Line::isOwed).toList();
        return envelope.sender()
                .filter(sender -> !owed.isEmpty())
                .map(sender -> write(id, at, sender, envelope.envelopeId(), owed, settings));
    }

    private static ReceptionReport write(
            QueueId id,
            Instant at,
            MssAddress to,
            Optional<String> envelopeId,
            List<Line> lines,
            FlowSettings settings) {
        boolean refused = lines.stream().anyMatch(line -> line.refusal().isPresent());
        Report report = Report.on(
                envelopeId,
                settings.hostname(),
                at,
                lines.stream().map(ReceptionReport::recipient).toList());
        return new ReceptionReport(Letter.from(Sender.postmaster(settings.domain()), to, id, at)
                .suffix(".rapport")
                .subject(refused ? "Message non remis à certains destinataires" : "Message remis")
                .automatic(Letter.Automatic.REPLIED)
                .text(words(lines))
                .reporting(report)
                .build());
    }

    private static Report.Recipient recipient(Line line) {
        MssAddress address = line.recipient().address();
        DsnRequest dsn = line.recipient().dsn();
        if (line.refusal().isEmpty()) {
            return Report.Recipient.of(address, dsn, Report.Action.DELIVERED, "2.0.0");
        }
        Rule rule = line.refusal().get().rule();
        // a failure that is reported is permanent, whatever the rule's class (RFC 3463 §3.1, RFC 3464 §2.3.3)
        return Report.Recipient.of(
                        address,
                        dsn,
                        Report.Action.FAILED,
                        "5" + rule.enhanced().substring(1))
                .answered(
                        Optional.empty(), Optional.of("%d %s [%s]".formatted(rule.code(), rule.enhanced(), rule.id())));
    }

    private static String words(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            String recipient = line.recipient().address().wireForm();
            text.append(line.refusal()
                    .map(refuse -> "Votre message n'a pas été remis à %s :\r\n    %s [%s]\r\n%s"
                            .formatted(
                                    recipient,
                                    refuse.reason(),
                                    refuse.rule().id(),
                                    refuse.rule().isTransient() ? AGAIN : ""))
                    .orElse("Votre message a été remis dans la boîte %s.\r\n".formatted(recipient)));
        }
        return text.toString();
    }

    /** As it goes to a sender at another operator; the delivery must have the null sender (RFC 3464 §2). */
    public Copy queuedFor(MssAddress sender) {
        DsnRequest never = new DsnRequest(Set.of(Notify.NEVER), Optional.empty());
        return new Copy(letter.header(), letter.body(), 0, List.of(), List.of(new Queued(sender, never)));
    }

    /** As a sender here finds it in the INBOX, also where that is full. */
    public Copy placedFor(MssAddress sender) {
        return new Copy(
                letter.delivered().header(),
                letter.body(),
                0,
                List.of(Placement.inbox(sender).storedOverQuota()),
                List.of());
    }
}

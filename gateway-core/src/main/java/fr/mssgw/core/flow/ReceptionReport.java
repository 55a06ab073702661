package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.PlainText;
import fr.mssgw.core.mail.TraceFields;
import fr.mssgw.core.mail.Xtext;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a sender what the reply to DATA, one for all recipients, cannot say (RFC 3464): that some were refused after
 * all while others got the message, and that a local BAL holds it, where the sender asked (RFC 3461 §4.1). A refusal is
 * final here, whatever its rule: nobody delivers the message to that recipient later.
 *
 * @param header of the report, its closing empty line included
 * @param content the whole report
 */
record ReceptionReport(byte[] header, RawMessage content) {
    private static final String AGAIN = "    Il ne le sera pas plus tard : renvoyez-le à ce destinataire.\r\n";

    /** What became of one recipient. */
    record Line(Envelope.Recipient recipient, Optional<Verdict.Refuse> refusal) {
        boolean isOwed() {
            return refusal.isPresent()
                    ? recipient.dsn().wantsFailure()
                    : recipient.dsn().notifyOn().contains(Notify.SUCCESS);
        }
    }

    /** The report for those lines that are owed; empty when none is, or nobody may be told. */
    static Optional<ReceptionReport> owed(
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
        String boundary = "=_" + id;
        boolean refused = lines.stream().anyMatch(line -> line.refusal().isPresent());
        String header = String.join(
                "\r\n",
                "From: <postmaster@" + settings.domain() + ">",
                "To: <" + to.wireForm() + ">",
                refused
                        ? "Subject: =?utf-8?Q?Message_non_remis_=C3=A0_certains_destinataires?="
                        : "Subject: Message remis",
                "Date: " + TraceFields.date(at),
                "Message-ID: <" + id + ".rapport@" + settings.domain() + ">",
                "Auto-Submitted: auto-replied",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=delivery-status;",
                "\tboundary=\"" + boundary + "\"",
                "",
                "");
        String body = String.join(
                "\r\n",
                "--" + boundary,
                PlainText.PART + PlainText.body(words(lines)) + "--" + boundary,
                "Content-Type: message/delivery-status",
                "",
                fields(at, envelopeId, lines, settings),
                "--" + boundary + "--",
                "");
        byte[] section = header.getBytes(StandardCharsets.US_ASCII);
        return new ReceptionReport(section, RawMessage.of((header + body).getBytes(StandardCharsets.US_ASCII)));
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

    /** With class 5, whatever the rule's: a failure that is reported is permanent (RFC 3463 §3.1, RFC 3464 §2.3.3). */
    private static String status(Verdict.Refuse refuse) {
        return "5" + refuse.rule().enhanced().substring(1);
    }

    private static String fields(Instant at, Optional<String> envelopeId, List<Line> lines, FlowSettings settings) {
        StringBuilder fields = new StringBuilder();
        envelopeId.flatMap(Xtext::decode).ifPresent(id -> fields.append("Original-Envelope-Id: ")
                .append(id)
                .append("\r\n"));
        fields.append("Reporting-MTA: dns; ").append(settings.hostname()).append("\r\n");
        fields.append("Arrival-Date: ").append(TraceFields.date(at)).append("\r\n");
        for (Line line : lines) {
            fields.append("\r\n");
            line.recipient()
                    .dsn()
                    .originalRecipient()
                    .flatMap(Xtext::decodeOriginalRecipient)
                    .ifPresent(original -> fields.append("Original-Recipient: ")
                            .append(original)
                            .append("\r\n"));
            fields.append("Final-Recipient: rfc822; ")
                    .append(line.recipient().address().wireForm())
                    .append("\r\n");
            fields.append(line.refusal()
                    .map(refuse -> "Action: failed\r\nStatus: %s\r\nDiagnostic-Code: smtp; %d %s [%s]\r\n"
                            .formatted(
                                    status(refuse),
                                    refuse.rule().code(),
                                    refuse.rule().enhanced(),
                                    refuse.rule().id()))
                    .orElse("Action: delivered\r\nStatus: 2.0.0\r\n"));
        }
        return fields.toString();
    }

    /** As it goes to a sender at another operator; the delivery must have the null sender (RFC 3464 §2). */
    Copy queuedFor(MssAddress sender) {
        DsnRequest never = new DsnRequest(Set.of(Notify.NEVER), Optional.empty());
        return new Copy(header, content, header.length, List.of(), List.of(new Queued(sender, never)));
    }

    /** As a sender here finds it in the INBOX, also where that is full. */
    Copy placedFor(MssAddress sender) {
        byte[] returnPath = TraceFields.returnPath(Optional.empty()).octets();
        byte[] delivered = new byte[returnPath.length + header.length];
        System.arraycopy(returnPath, 0, delivered, 0, returnPath.length);
        System.arraycopy(header, 0, delivered, returnPath.length, header.length);
        return new Copy(
                delivered,
                content,
                header.length,
                List.of(Placement.inbox(sender).storedOverQuota()),
                List.of());
    }
}

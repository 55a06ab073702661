package fr.mssgw.core.flow;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.TraceFields;
import fr.mssgw.core.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Tells a sender that some recipients were refused after all while others got the message (RFC 3464): SMTP has one
 * reply to DATA for all of them.
 */
record RefusalReport(byte[] header, RawMessage content) {
    record Refused(MssAddress recipient, Verdict.Refuse verdict) {}

    static RefusalReport write(
            QueueId id, Instant at, MssAddress to, List<Refused> refused, String hostname, MailDomain domain) {
        String boundary = "=_" + id;
        StringBuilder text = new StringBuilder("Votre message n'a pas été remis à :\r\n\r\n");
        StringBuilder status = new StringBuilder(
                "Reporting-MTA: dns; %s\r\nArrival-Date: %s\r\n".formatted(hostname, TraceFields.date(at)));
        for (Refused one : refused) {
            Verdict.Refuse verdict = one.verdict();
            String recipient = one.recipient().wireForm();
            text.append("%s\r\n    %s [%s]\r\n"
                    .formatted(recipient, verdict.reason(), verdict.rule().id()));
            status.append(
                    "\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: %s\r\nDiagnostic-Code: smtp; %d %s [%s]\r\n"
                            .formatted(
                                    recipient,
                                    verdict.rule().enhanced(),
                                    verdict.rule().code(),
                                    verdict.rule().enhanced(),
                                    verdict.rule().id()));
        }
        text.append("\r\nLes autres destinataires l'ont reçu.\r\n");
        String header = String.join(
                "\r\n",
                "From: <postmaster@" + domain + ">",
                "To: <" + to.wireForm() + ">",
                "Subject: =?utf-8?Q?Message_non_remis_=C3=A0_certains_destinataires?=",
                "Date: " + TraceFields.date(at),
                "Message-ID: <" + id + ".refus@" + domain + ">",
                "Auto-Submitted: auto-replied",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=delivery-status;",
                "\tboundary=\"" + boundary + "\"",
                "",
                "");
        String body = String.join(
                "\r\n",
                "--" + boundary,
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                Base64.getMimeEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8)),
                "--" + boundary,
                "Content-Type: message/delivery-status",
                "",
                status,
                "--" + boundary + "--",
                "");
        byte[] section = header.getBytes(StandardCharsets.US_ASCII);
        return new RefusalReport(section, RawMessage.of((header + body).getBytes(StandardCharsets.US_ASCII)));
    }
}

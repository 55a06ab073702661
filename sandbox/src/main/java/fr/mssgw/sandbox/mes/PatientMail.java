package fr.mssgw.sandbox.mes;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes mail as Mon espace santé does for a patient: plain text in UTF-8, files beside it. */
final class PatientMail {
    private PatientMail() {}

    /** Header sections in ASCII, names encoded (RFC 2047): not every reader knows UTF-8 there. */
    private static Session writing() {
        return Session.getInstance(new Properties());
    }

    /** A file to send. */
    record Attachment(String name, String type, byte[] content) {}

    /**
     * What a patient writes.
     *
     * @param answered Message-ID of the message it answers, or null
     */
    record Draft(
            String from,
            String fromName,
            String to,
            String subject,
            String text,
            List<Attachment> files,
            @Nullable String answered) {
        Draft {
            files = List.copyOf(files);
            subject = subject.replaceAll("\\p{Cntrl}", " ").strip();
        }
    }

    /** A message ready for the wire. */
    record Ready(String messageId, byte[] octets) {}

    static Ready write(Draft draft, Instant now) {
        String id = "<" + UUID.randomUUID() + "@patient.mssante.fr>";
        try {
            MimeMessage message = new MimeMessage(writing()) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", id);
                }
            };
            message.setFrom(new InternetAddress(draft.from(), draft.fromName(), "UTF-8"));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress(draft.to()));
            message.setSubject(draft.subject(), "UTF-8");
            message.setSentDate(Date.from(now));
            if (draft.answered() != null && !draft.answered().isEmpty()) {
                message.setHeader("In-Reply-To", draft.answered());
                message.setHeader("References", draft.answered());
            }
            String text = draft.text().replace("\r\n", "\n").replace("\n", "\r\n");
            if (draft.files().isEmpty()) {
                message.setText(text, "UTF-8");
            } else {
                MimeMultipart parts = new MimeMultipart("mixed");
                MimeBodyPart body = new MimeBodyPart();
                body.setText(text, "UTF-8");
                parts.addBodyPart(body);
                for (Attachment file : draft.files()) {
                    MimeBodyPart part = new MimeBodyPart();
                    part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.content(), file.type())));
                    part.setFileName(file.name().replaceAll("\\p{Cntrl}", ""));
                    part.setHeader("Content-Transfer-Encoding", "base64");
                    parts.addBodyPart(part);
                }
                message.setContent(parts);
            }
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            return new Ready(id, out.toByteArray());
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("a message that cannot be written: " + e.getMessage(), e);
        }
    }

    /** The report that Mon espace santé sends back for one recipient. */
    static byte[] bounce(MesRules.Refusal refusal, String recipient, String to, ReadMail original, Instant now) {
        String explanation = "Bonjour,\r\n\r\nVotre message « " + original.subject() + " » destiné à " + recipient
                + " n'a pas pu être distribué.\r\n\r\nMotif : " + refusal.text() + "\r\n\r\nMon espace santé\r\n";
        try {
            MimeMessage message = new MimeMessage(writing()) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", "<" + UUID.randomUUID() + "@patient.mssante.fr>");
                }
            };
            message.setFrom(new InternetAddress("mailer-daemon@patient.mssante.fr", "Mon espace santé", "UTF-8"));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
            message.setSubject("Message non distribué : " + original.subject(), "UTF-8");
            message.setSentDate(Date.from(now));
            message.setHeader("Auto-Submitted", "auto-replied"); // RFC 3834 §5
            if (!original.messageId().isEmpty()) {
                message.setHeader("In-Reply-To", original.messageId());
                message.setHeader("References", original.messageId());
            }
            if (refusal.asPlainText()) {
                message.setText(explanation, "UTF-8");
            } else {
                message.setContent(report(refusal, recipient, explanation, original));
            }
            message.saveChanges();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            return out.toByteArray();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("writing a report", e);
        }
    }

    /** RFC 3464: explanation, machine-readable part, the original's header section. */
    private static MimeMultipart report(
            MesRules.Refusal refusal, String recipient, String explanation, ReadMail original)
            throws MessagingException {
        MimeMultipart report = new MimeMultipart("report; report-type=delivery-status");
        MimeBodyPart human = new MimeBodyPart();
        human.setText(explanation, "UTF-8");
        report.addBodyPart(human);
        report.addBodyPart(part(
                "message/delivery-status",
                "Reporting-MTA: dns; mx.patient.mssante.fr\r\n\r\nOriginal-Recipient: rfc822; " + recipient
                        + "\r\nFinal-Recipient: rfc822; " + recipient + "\r\nAction: failed\r\nStatus: "
                        + refusal.status() + "\r\nDiagnostic-Code: smtp; 550 " + refusal.status() + " "
                        + refusal.name() + "\r\n"));
        MimeMessage header = new MimeMessage(writing());
        header.setSubject(original.subject(), "UTF-8");
        report.addBodyPart(part(
                "text/rfc822-headers",
                "From: " + original.from() + "\r\nTo: " + recipient + "\r\nSubject: "
                        + header.getHeader("Subject", null) + "\r\nMessage-ID: " + original.messageId() + "\r\n"));
        return report;
    }

    private static MimeBodyPart part(String type, String content) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(
                new DataHandler(new ByteArrayDataSource(content.getBytes(StandardCharsets.US_ASCII), type)));
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Transfer-Encoding", "7bit");
        return part;
    }
}

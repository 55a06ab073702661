package fr.mssgw.sandbox.mes;

import fr.mssgw.sandbox.Cast;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
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
     * @param caregiver who writes in the patient's name, or empty
     */
    record Draft(
            String from,
            String fromName,
            String to,
            String subject,
            String text,
            List<Attachment> files,
            @Nullable String answered,
            String caregiver) {
        Draft {
            files = List.copyOf(files);
            subject = subject.replaceAll("\\p{Cntrl}", " ").strip();
        }
    }

    /** A received file that goes along, and those that the patient chose. */
    static List<Attachment> together(Optional<ReadMail.File> forwarded, List<Attachment> chosen) {
        List<Attachment> all = new ArrayList<>();
        forwarded.ifPresent(file -> all.add(new Attachment(file.name(), file.type(), file.content())));
        all.addAll(chosen);
        return all;
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
            String text = signed(draft).replace("\r\n", "\n").replace("\n", "\r\n");
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
            return new Ready(id, octets(message));
        } catch (MessagingException | IOException e) {
            throw new IllegalArgumentException("a message that cannot be written: " + e.getMessage(), e);
        }
    }

    /** The official application ends what a carer wrote with this sentence ([S] MES-APP, messagerie_view_helper). */
    private static String signed(Draft draft) {
        return draft.caregiver().isEmpty()
                ? draft.text()
                : draft.text().stripTrailing() + "\n\nCe message a été rédigé par " + draft.caregiver()
                        + ", l'aidant de " + draft.fromName() + ".\n";
    }

    /**
     * Tells that a patient read a message (RFC 8098 §3).
     *
     * @param asked whether the patient was asked, and chose to
     */
    static byte[] receipt(Cast.Person patient, PatientSpace.Received read, boolean asked, Instant now) {
        String words = patient.name() + " a lu votre message « " + read.subject() + " ».\r\n";
        MimeMultipart report;
        try {
            report = new MimeMultipart("report; report-type=disposition-notification");
            MimeBodyPart human = new MimeBodyPart();
            human.setText(words, "UTF-8");
            report.addBodyPart(human);
            report.addBodyPart(part(
                    "message/disposition-notification",
                    "Reporting-UA: patient.mssante.fr; Mon espace sante\r\nFinal-Recipient: rfc822; "
                            + patient.address()
                            + "\r\nOriginal-Message-ID: " + read.messageId()
                            + "\r\nDisposition: manual-action/MDN-sent-"
                            + (asked ? "manually" : "automatically") + "; displayed\r\n"));
            MimeMessage message = automatic(
                    new InternetAddress(patient.address(), patient.name(), "UTF-8"),
                    read.receiptTo(),
                    "Lu : " + read.subject(),
                    read.messageId(),
                    now);
            message.setContent(report);
            return octets(message);
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("writing a receipt", e);
        }
    }

    private static MimeMessage automatic(InternetAddress from, String to, String subject, String answered, Instant now)
            throws MessagingException {
        MimeMessage message = new MimeMessage(writing()) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + UUID.randomUUID() + "@patient.mssante.fr>");
            }
        };
        message.setFrom(from);
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        message.setSentDate(Date.from(now));
        message.setHeader("Auto-Submitted", "auto-replied"); // RFC 3834 §5
        if (!answered.isEmpty()) {
            message.setHeader("In-Reply-To", answered);
            message.setHeader("References", answered);
        }
        return message;
    }

    private static byte[] octets(MimeMessage message) throws MessagingException, IOException {
        message.saveChanges();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    /**
     * The report that Mon espace santé sends back for one recipient.
     *
     * @param plain as text only; else as RFC 3464 has it
     */
    static byte[] bounce(
            MesRules.Refusal refusal, boolean plain, String recipient, String to, ReadMail original, Instant now) {
        String explanation = "Bonjour,\r\n\r\nVotre message « " + original.subject() + " » destiné à " + recipient
                + " n'a pas pu être distribué.\r\n\r\nMotif : " + refusal.text() + "\r\n\r\nMon espace santé\r\n";
        try {
            MimeMessage message = automatic(
                    new InternetAddress("mailer-daemon@patient.mssante.fr", "Mon espace santé", "UTF-8"),
                    to,
                    "Message non distribué : " + original.subject(),
                    original.messageId(),
                    now);
            if (plain) {
                message.setText(explanation, "UTF-8");
            } else {
                message.setContent(report(refusal, recipient, explanation, original));
            }
            return octets(message);
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

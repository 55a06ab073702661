package fr.mssgw.core.report;

import fr.mssgw.core.mail.Charsets;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HtmlText;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a mail that may be a report says, whatever its form. Reading it so passes no judgement on what else the mail
 * carries: {@link ExactReport} does.
 *
 * @param header of the mail itself
 * @param text that it shows, decoded, with LF; from HTML where there is no other
 * @param status fields of {@code message/delivery-status} (RFC 3464 §2.1)
 * @param disposition fields of {@code message/disposition-notification} (RFC 8098 §3.1)
 * @param returned the header section that was sent back
 */
record ReportMail(
        HeaderSection header, String text, ReportFields status, ReportFields disposition, HeaderSection returned) {
    /** Octets of text that are looked at, and of a header section that was sent back. */
    static final int MOST_OCTETS = 64 * 1024;

    private static final int MOST_LEAVES = 30;

    /** What the text and the machine part of a report are for. */
    enum Role {
        PLAIN,
        HTML,
        STATUS,
        DISPOSITION,
        RETURNED,
        OTHER;

        /** By the media type (RFC 3464 §2, RFC 6522 §3, RFC 6533 §5 and §6, RFC 8098 §3). */
        static Role of(Part part) {
            return switch (part.type().name()) {
                case "text/plain" -> PLAIN;
                case "text/html" -> HTML;
                case "message/delivery-status", "message/global-delivery-status" -> STATUS;
                case "message/disposition-notification", "message/global-disposition-notification" -> DISPOSITION;
                case "text/rfc822-headers",
                        "message/rfc822-headers",
                        "message/global-headers",
                        "message/rfc822",
                        "message/global" -> RETURNED;
                default -> OTHER;
            };
        }
    }

    /** Reads any mail, as far as the bounds go. */
    static ReportMail read(RawMessage mail, HeaderSection header) throws IOException {
        Reading reading = new Reading(mail);
        reading.walk(Structure.read(mail).root());
        String plain = reading.plain.toString();
        String text = plain.isBlank() ? HtmlText.visible(reading.html) : plain;
        return new ReportMail(
                header, text.replace("\r", ""), reading.status, reading.disposition, reading.returned.first());
    }

    static String text(Part part, byte[] octets) {
        return Charsets.text(octets, part.type().parameter("charset"));
    }

    /** The same with another header section that was sent back. */
    ReportMail returning(HeaderSection other) {
        return new ReportMail(header, text, status, disposition, other);
    }

    String subject() {
        return header.subject();
    }

    String returnedSubject() {
        return EncodedWords.decode(returned.first("Subject").orElse(""));
    }

    /** Goes through the parts of the mail itself, not through those of a message in it. */
    private static final class Reading {
        private final RawMessage mail;
        private final StringBuilder plain = new StringBuilder();
        private final StringBuilder html = new StringBuilder();
        private ReportFields status = ReportFields.NONE;
        private ReportFields disposition = ReportFields.NONE;
        private ReportFields returned = ReportFields.NONE;

        Reading(RawMessage mail) {
            this.mail = mail;
        }

        void walk(Part root) throws IOException {
            Deque<Part> open = new ArrayDeque<>();
            open.push(root);
            int leaves = 0;
            while (!open.isEmpty() && leaves < MOST_LEAVES) {
                Part part = open.pop();
                if (part.isMultipart()) {
                    for (int i = Math.min(part.children().size(), MOST_LEAVES) - 1; i >= 0; i--) {
                        open.push(part.children().get(i));
                    }
                } else {
                    read(part);
                    leaves++;
                }
            }
        }

        private void read(Part part) throws IOException {
            switch (Role.of(part)) {
                case PLAIN -> append(plain, part);
                case HTML -> append(html, part);
                case STATUS -> status = fields(status, part);
                case DISPOSITION -> disposition = fields(disposition, part);
                case RETURNED -> returned = fields(returned, part);
                case OTHER -> {}
            }
        }

        private void append(StringBuilder text, Part part) throws IOException {
            if (!part.isAttachment() && text.length() < MOST_OCTETS) {
                text.append(text(part, octets(part))).append('\n');
            }
        }

        /** The first that says something. */
        private ReportFields fields(ReportFields earlier, Part part) throws IOException {
            return earlier.blocks().isEmpty() ? ReportFields.parse(octets(part)) : earlier;
        }

        private byte[] octets(Part part) throws IOException {
            try (InputStream content = part.content(mail)) {
                return content.readNBytes(MOST_OCTETS);
            }
        }
    }
}

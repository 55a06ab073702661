package fr.mssgw.relay;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.Xtext;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Lease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The mail that tells a sender what became of a message (RFC 3464 in the frame of RFC 6522): words for a person,
 * fields for a software, and the message or its header section. It lies in the sender's INBOX, never on the wire.
 *
 * @param hostname of the reporting gateway
 */
record DeliveryReport(String hostname, ZoneId zone) {
    private static final DateTimeFormatter MAIL_DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final DateTimeFormatter FRENCH_DATE =
            DateTimeFormatter.ofPattern("EEEE d MMMM yyyy 'à' HH:mm", Locale.FRENCH);

    enum Action {
        FAILED("Message non remis", "n'a pas pu être remis"),
        DELAYED("Remise en attente", "n'a pas encore pu être remis"),
        RELAYED("Message transmis", "a été transmis à l'opérateur destinataire, qui n'envoie pas d'accusé de remise");

        final String title;
        final String words;

        Action(String title, String words) {
            this.title = title;
            this.words = words;
        }

        String field() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One recipient of the report. @param reason the peer's reply, or ours */
    record Line(Item item, Reason reason) {}

    /**
     * @param sender who is told
     * @param until when the relay gives up, for a delay
     */
    Delivery about(Lease lease, MssAddress sender, Action action, List<Line> lines, Instant at, Instant until) {
        QueueId id = QueueId.random();
        Original original = Original.of(lease.content(), lease.fullReport());
        byte[] header = header(id, sender, action, original, at).getBytes(StandardCharsets.UTF_8);
        OctetBuffer whole = new OctetBuffer();
        whole.add(header);
        String boundary = "=_" + id;
        whole.add("--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n");
        whole.add(words(lease, action, lines, original, until));
        whole.add("\r\n--" + boundary + "\r\nContent-Type: message/delivery-status\r\n\r\n");
        whole.add(status(lease, action, lines, at, until));
        whole.add("\r\n--" + boundary + "\r\nContent-Type: "
                + (original.whole() ? "message/rfc822" : "text/rfc822-headers")
                + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        whole.add(original.octets());
        whole.add("\r\n--" + boundary + "--\r\n");
        Copy copy = new Copy(
                header, RawMessage.of(whole.octets()), header.length, List.of(Placement.inbox(sender)), List.of());
        return new Delivery(id, at, Optional.empty(), Optional.empty(), false, List.of(copy), List.of(), List.of());
    }

    private String header(QueueId id, MssAddress sender, Action action, Original original, Instant at) {
        StringBuilder header = new StringBuilder()
                .append("Return-Path: <>\r\n")
                .append("Date: ")
                .append(MAIL_DATE.format(at.atZone(zone)))
                .append("\r\n")
                .append("From: Service de messagerie <MAILER-DAEMON@")
                .append(sender.domain())
                .append(">\r\n")
                .append("To: <")
                .append(sender.wireForm())
                .append(">\r\n")
                .append("Subject: ")
                .append(action.title);
        original.field("Subject").ifPresent(subject -> header.append(" :\r\n ").append(subject));
        header.append("\r\nMessage-ID: <")
                .append(id)
                .append('@')
                .append(hostname)
                .append(">\r\n");
        original.field("Message-ID").ifPresent(about -> header.append("In-Reply-To: ")
                .append(about)
                .append("\r\nReferences: ")
                .append(about)
                .append("\r\n"));
        return header.append("Auto-Submitted: auto-replied\r\n")
                .append("MIME-Version: 1.0\r\n")
                .append("Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"=_")
                .append(id)
                .append("\"\r\n\r\n")
                .toString();
    }

    private String words(Lease lease, Action action, List<Line> lines, Original original, Instant until) {
        StringBuilder text = new StringBuilder("Bonjour,\r\n\r\nVotre message du ")
                .append(FRENCH_DATE.format(lease.queuedAt().atZone(zone)))
                .append(' ')
                .append(action.words)
                .append(lines.size() == 1 ? "\r\npour ce destinataire :\r\n" : "\r\npour ces destinataires :\r\n");
        for (Line line : lines) {
            text.append("\r\n  ").append(line.item().recipient().wireForm()).append("\r\n");
            if (action == Action.FAILED) {
                text.append("  Raison : ")
                        .append(PlainWords.of(line.reason().status()).why())
                        .append("\r\n");
            }
            text.append(line.reason()
                            .from()
                            .map(host -> "  Réponse de l'opérateur destinataire (" + host + ") :\r\n    ")
                            .orElse("  Détail :\r\n    "))
                    .append(bounded(line.reason().text()))
                    .append("\r\n");
            if (action == Action.FAILED) {
                text.append("  Que faire : ")
                        .append(PlainWords.of(line.reason().status()).advice())
                        .append("\r\n");
            }
        }
        if (action == Action.DELAYED) {
            text.append("\r\nVous n'avez rien à faire : la passerelle continue d'essayer jusqu'au ")
                    .append(FRENCH_DATE.format(until.atZone(zone)))
                    .append("\r\net vous préviendra en cas d'échec. Si votre message est urgent, joignez votre"
                            + " correspondant par un autre moyen.\r\n");
        } else if (action == Action.RELAYED) {
            text.append("\r\nVous n'avez rien à faire.\r\n");
        }
        original.field("Subject").ifPresent(subject -> text.append("\r\nObjet de votre message : ")
                .append(bounded(EncodedWords.decode(subject))));
        return text.append("\r\nRéférence pour votre support : ")
                .append(lease.id())
                .append("\r\nVous trouverez ci-joint ")
                .append(original.whole() ? "votre message." : "l'en-tête de votre message.")
                .append("\r\nCet avis est automatique, il est inutile d'y répondre.\r\n")
                .toString();
    }

    private String status(Lease lease, Action action, List<Line> lines, Instant at, Instant until) {
        StringBuilder fields = new StringBuilder();
        lease.envelopeId().flatMap(Xtext::decode).ifPresent(envelope -> fields.append("Original-Envelope-Id: ")
                .append(envelope)
                .append("\r\n"));
        fields.append("Reporting-MTA: dns; ").append(hostname).append("\r\n");
        fields.append("Arrival-Date: ")
                .append(MAIL_DATE.format(lease.queuedAt().atZone(zone)))
                .append("\r\n");
        for (Line line : lines) {
            fields.append("\r\n");
            line.item()
                    .dsn()
                    .originalRecipient()
                    .flatMap(Xtext::decodeOriginalRecipient)
                    .ifPresent(original -> fields.append("Original-Recipient: ")
                            .append(original)
                            .append("\r\n"));
            fields.append("Final-Recipient: rfc822; ")
                    .append(line.item().recipient().wireForm())
                    .append("\r\n");
            fields.append("Action: ").append(action.field()).append("\r\n");
            fields.append("Status: ").append(line.reason().status()).append("\r\n");
            line.reason().from().ifPresent(host -> fields.append("Remote-MTA: dns; ")
                    .append(ascii(host.host()))
                    .append("\r\nDiagnostic-Code: smtp; ")
                    .append(ascii(bounded(line.reason().text())))
                    .append("\r\n"));
            fields.append("Last-Attempt-Date: ")
                    .append(MAIL_DATE.format(at.atZone(zone)))
                    .append("\r\n");
            if (action == Action.DELAYED) {
                fields.append("Will-Retry-Until: ")
                        .append(MAIL_DATE.format(until.atZone(zone)))
                        .append("\r\n");
            }
        }
        return fields.toString();
    }

    /** A peer's words, short enough for one line of a mail (RFC 5322 §2.1.1). */
    private static String bounded(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 400 ? line : line.substring(0, 400) + " (…)";
    }

    private static String ascii(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /** What of the message goes with the report. @param whole not only its header section */
    private record Original(byte[] octets, boolean whole) {
        static final int LARGEST_WHOLE = 256 * 1024;
        static final int LARGEST_HEADER = 64 * 1024;
        static final int LARGEST_FIELD = 900;

        /** An original that cannot be read does not keep the report from its reader. */
        static Original of(RawMessage content, boolean full) {
            boolean whole = full && content.size() <= LARGEST_WHOLE;
            try (var in = content.open()) {
                byte[] read = in.readNBytes(whole ? LARGEST_WHOLE : LARGEST_HEADER);
                return new Original(whole ? read : headerOf(read), whole);
            } catch (IOException | RuntimeException unreadable) {
                return new Original(new byte[0], false);
            }
        }

        private static byte[] headerOf(byte[] octets) {
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            int lastLine = text.lastIndexOf("\r\n");
            return text.substring(0, end >= 0 ? end + 2 : lastLine >= 0 ? lastLine + 2 : text.length())
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        /** A field's first value as it stands, folding included; empty where absent, long or not plain ASCII. */
        Optional<String> field(String name) {
            String lower = name.toLowerCase(Locale.ROOT) + ":";
            String[] lines = new String(headerOf(octets), StandardCharsets.ISO_8859_1).split("\r\n");
            for (int i = 0; i < lines.length; i++) {
                if (lines[i].toLowerCase(Locale.ROOT).startsWith(lower)) {
                    StringBuilder value =
                            new StringBuilder(lines[i].substring(lower.length()).strip());
                    while (i + 1 < lines.length && lines[i + 1].matches("[ \t].*\\S.*")) {
                        value.append("\r\n ").append(lines[++i].strip());
                    }
                    String whole = value.toString();
                    boolean fits = !whole.isBlank()
                            && whole.length() <= LARGEST_FIELD
                            && whole.matches("[ -~]*(\r\n [ -~]*)*");
                    return fits ? Optional.of(whole) : Optional.empty();
                }
            }
            return Optional.empty();
        }
    }

    private static final class OctetBuffer {
        private final java.io.ByteArrayOutputStream octets = new java.io.ByteArrayOutputStream(4_096);

        void add(String text) {
            add(text.getBytes(StandardCharsets.UTF_8));
        }

        void add(byte[] more) {
            octets.writeBytes(more);
        }

        byte[] octets() {
            return octets.toByteArray();
        }
    }
}

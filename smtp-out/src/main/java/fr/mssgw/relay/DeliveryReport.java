package fr.mssgw.relay;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Enclosure;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.OneLine;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Lease;
import fr.mssgw.core.report.Report;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
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
    private static final int LONGEST_WORDS = 400;
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

        Report.Action field() {
            return Report.Action.valueOf(name());
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
        Report report = Report.on(
                lease.envelopeId(),
                hostname,
                lease.queuedAt(),
                lines.stream().map(line -> recipient(line, action, at, until)).toList());
        Letter.Builder letter = Letter.from(
                        new Sender("Service de messagerie", "MAILER-DAEMON", sender.domain()), sender, id, at)
                .zone(zone)
                .host(hostname)
                .subject(action.title
                        + original.subject().map(about -> " : " + about).orElse(""))
                .automatic(Letter.Automatic.REPLIED)
                .text(words(lease, action, lines, original, until))
                .reporting(report)
                .enclosing(original.enclosed());
        original.header().flatMap(header -> header.first("Message-ID")).ifPresent(letter::about);
        Letter written = letter.build().delivered();
        Copy copy = new Copy(written.header(), written.body(), 0, List.of(Placement.inbox(sender)), List.of());
        return new Delivery(id, at, Optional.empty(), Optional.empty(), false, List.of(copy), List.of(), List.of());
    }

    private static Report.Recipient recipient(Line line, Action action, Instant at, Instant until) {
        Reason reason = line.reason();
        return Report.Recipient.of(line.item().recipient(), line.item().dsn(), action.field(), reason.status())
                .answered(reason.from().map(Destination::host), reason.from().map(host -> reason.text()))
                .tried(at, action == Action.DELAYED ? Optional.of(until) : Optional.empty());
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
                    .append(OneLine.of(line.reason().text(), LONGEST_WORDS))
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
        original.subject().ifPresent(subject -> text.append("\r\nObjet de votre message : ")
                .append(subject));
        return text.append("\r\nRéférence pour votre support : ")
                .append(lease.id())
                .append("\r\nVous trouverez ci-joint ")
                .append(original.whole() ? "votre message." : "l'en-tête de votre message.")
                .append("\r\nCet avis est automatique, il est inutile d'y répondre.\r\n")
                .toString();
    }

    /** What of the message goes with the report. @param whole not only its header section */
    private record Original(Optional<HeaderSection> header, byte[] octets, boolean whole) {
        static final int LARGEST_WHOLE = 256 * 1024;
        static final int LARGEST_HEADER = 64 * 1024;
        static final int LONGEST_SUBJECT = 300;

        /** An original that cannot be read does not keep the report from its reader. */
        static Original of(RawMessage content, boolean full) {
            boolean whole = full && content.size() <= LARGEST_WHOLE;
            try (var in = content.open()) {
                byte[] read = in.readNBytes(Math.max(LARGEST_WHOLE, HeaderSection.MAX_OCTETS + 1));
                byte[] header = headerOf(Arrays.copyOf(read, Math.min(read.length, LARGEST_HEADER)));
                return new Original(header(read), whole ? read : header, whole);
            } catch (IOException | RuntimeException unreadable) {
                return new Original(Optional.empty(), new byte[0], false);
            }
        }

        private static Optional<HeaderSection> header(byte[] begin) throws IOException {
            try {
                return Optional.of(HeaderSection.read(RawMessage.of(begin)));
            } catch (MalformedMessage strange) {
                return Optional.empty();
            }
        }

        /** Its whole lines, without the empty one that ends it. */
        private static byte[] headerOf(byte[] octets) throws IOException {
            int end = (int) HeaderSection.end(RawMessage.of(octets), octets.length);
            int lines = end;
            while (lines > 0 && octets[lines - 1] != '\n') {
                lines--;
            }
            boolean emptyLine = lines > 3 && octets[lines - 2] == '\r' && octets[lines - 3] == '\n';
            return Arrays.copyOf(octets, lines == 0 ? end : emptyLine ? lines - 2 : lines);
        }

        Optional<String> subject() {
            return header.map(fields -> OneLine.of(fields.subject(), LONGEST_SUBJECT))
                    .filter(subject -> !subject.isEmpty());
        }

        Enclosure enclosed() {
            return whole ? Enclosure.message(RawMessage.of(octets)) : Enclosure.headerSection(octets);
        }
    }
}

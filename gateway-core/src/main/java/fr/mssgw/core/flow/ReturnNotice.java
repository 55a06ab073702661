package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.PlainText;
import fr.mssgw.core.mail.TraceFields;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.report.Returned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The French message by which a professional learns that Mon espace santé returned a message (contract §6): its subject,
 * the reason, what to do, and the report itself attached, so that nothing is lost.
 */
final class ReturnNotice {
    private static final int MAX_SUBJECT = 300;

    private ReturnNotice() {}

    /**
     * @param trace fields that every delivered message gets
     * @param conversation to which it belongs, and where that stands
     */
    static Copy placedFor(
            MssAddress bal,
            Returned returned,
            Optional<SentMessage> original,
            Optional<ConversationKey> conversation,
            ConversationState state,
            RawMessage report,
            List<Field> trace,
            QueueId id,
            Instant now,
            MailDomain domain) {
        String boundary = "=_" + id;
        StringBuilder fields = new StringBuilder();
        trace.forEach(field -> fields.append(new String(field.octets(), StandardCharsets.US_ASCII)));
        conversation.ifPresent(key -> fields.append(new String(
                LocalFields.conversation(ConversationId.of(key), state).octets(), StandardCharsets.US_ASCII)));
        String about = original.map(SentMessage::messageId)
                .or(() -> returned.references().messageIds().stream().findFirst())
                .filter(named -> named.chars().allMatch(c -> c > ' ' && c < 127))
                .map(named -> "In-Reply-To: " + named + "\r\nReferences: " + named + "\r\n")
                .orElse("");
        fields.append("From: =?utf-8?Q?Mon_espace_sant=C3=A9?= <postmaster@")
                .append(domain)
                .append(">\r\nTo: <")
                .append(bal.wireForm())
                .append(">\r\nSubject: ")
                .append(EncodedWords.encode("Message non distribué : " + subject(returned)))
                .append("\r\nDate: ")
                .append(TraceFields.date(now))
                .append("\r\nMessage-ID: <")
                .append(id)
                .append(".retour@")
                .append(domain)
                .append(">\r\n")
                .append(about)
                .append(
                        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"")
                .append(boundary)
                .append("\"\r\n\r\n");
        byte[] before = String.join(
                        "\r\n",
                        "--" + boundary,
                        PlainText.PART + PlainText.body(words(returned)) + "--" + boundary,
                        "Content-Type: message/rfc822",
                        "Content-Transfer-Encoding: 8bit",
                        "Content-Disposition: attachment; filename=\"rapport-mon-espace-sante.eml\"",
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] after = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        Placement placement = new Placement(bal, Folders.INBOX, false, Set.of(), conversation);
        return new Copy(
                fields.toString().getBytes(StandardCharsets.US_ASCII),
                new Wrapped(before, report, after),
                0,
                List.of(placement),
                List.of());
    }

    private static String subject(Returned returned) {
        String subject = returned.subject().isEmpty() ? "(sans objet)" : returned.subject();
        return subject.length() > MAX_SUBJECT ? subject.substring(0, MAX_SUBJECT) + "…" : subject;
    }

    static String words(Returned returned) {
        String patient = returned.patient()
                .map(ins -> " adressé à " + ins.address().wireForm())
                .orElse("");
        String said =
                returned.words().isEmpty() ? "" : "Réponse de Mon espace santé : « " + returned.words() + " »\r\n";
        return String.join(
                "\r\n",
                "Bonjour,",
                "",
                "Votre message « " + subject(returned) + " »" + patient + " n'a pas été remis au patient.",
                "",
                "Motif : " + returned.reason().meaning(),
                said,
                "Que faire ? " + returned.reason().advice(),
                "",
                "Le rapport de Mon espace santé est joint à ce message.",
                "");
    }

    /** A message between two pieces of our own; the message stays where it is, and its owner closes it. */
    private record Wrapped(byte[] before, RawMessage message, byte[] after) implements RawMessage {
        @Override
        public long size() {
            return before.length + message.size() + after.length;
        }

        @Override
        public InputStream open() throws IOException {
            return new SequenceInputStream(Collections.enumeration(
                    List.of(new ByteArrayInputStream(before), message.open(), new ByteArrayInputStream(after))));
        }

        @Override
        public void close() {}
    }
}

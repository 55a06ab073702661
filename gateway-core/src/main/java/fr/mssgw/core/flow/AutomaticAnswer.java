package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.PlainText;
import fr.mssgw.core.mail.TraceFields;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How a BAL answers by itself (RFC 3834): what may be answered, and the form of the answer. */
final class AutomaticAnswer {
    private static final int MAX_SUBJECT = 200;
    private static final int MAX_REFERENCES = 20;
    private static final Set<String> BULK = Set.of("bulk", "list", "junk");
    private static final List<String> OF_LISTS =
            List.of("List-Id", "List-Help", "List-Post", "List-Subscribe", "List-Unsubscribe", "Mailing-List");

    private static final Pattern NO_ANSWER = Pattern.compile("(?i)\\b(?:All|OOF|AutoReply)\\b");

    private AutomaticAnswer() {}

    /**
     * Whether no person wrote it to one: Auto-Submitted, a list, bulk mail, a report (RFC 3834 §2 and §4); or whether it
     * asks for no answer by itself, as Exchange does ([MS-OXCMAIL] §2.2.3.2.14).
     */
    static boolean isAutomatic(HeaderSection header) {
        boolean person = header.values("Auto-Submitted").stream()
                .allMatch(value -> value.toLowerCase(Locale.ROOT).matches("no\\s*(;.*|\\(.*)?"));
        boolean bulk =
                header.values("Precedence").stream().anyMatch(value -> BULK.contains(value.toLowerCase(Locale.ROOT)));
        return !person
                || bulk
                || header.values("X-Auto-Response-Suppress").stream()
                        .anyMatch(value -> NO_ANSWER.matcher(value).find())
                || OF_LISTS.stream().anyMatch(header::has)
                || header.mediaType().equals("multipart/report");
    }

    /** @param text lines of the answer */
    static RawMessage write(
            HeaderSection answered, Bal from, MssAddress to, String subject, String text, QueueId id, Instant now) {
        String message = "Date: " + TraceFields.date(now) + "\r\n"
                + "From: " + EncodedWords.encode(from.displayName()) + "\r\n <"
                + from.address().wireForm() + ">\r\n"
                + "To: <" + to.wireForm() + ">\r\n"
                + "Message-ID: <" + id + "@" + from.address().domain() + ">\r\n"
                + threading(answered)
                + "Subject: " + EncodedWords.encode(subject) + "\r\n"
                + "Auto-Submitted: auto-replied\r\n"
                + PlainText.FIELDS
                + PlainText.body(text);
        return RawMessage.of(message.getBytes(StandardCharsets.US_ASCII));
    }

    /** RFC 5322 §3.6.4, with no more than the newest references. */
    private static String threading(HeaderSection answered) {
        List<String> own = ids(answered, "Message-ID");
        if (own.size() != 1) {
            return "";
        }
        List<String> references = new ArrayList<>(ids(answered, "References"));
        references.remove(own.get(0));
        references.add(own.get(0));
        List<String> newest = references.subList(Math.max(0, references.size() - MAX_REFERENCES), references.size());
        return "In-Reply-To: " + own.get(0) + "\r\nReferences: " + String.join("\r\n ", newest) + "\r\n";
    }

    private static List<String> ids(HeaderSection header, String field) {
        return header.values(field).stream()
                .flatMap(value -> List.of(value.split("\\s+")).stream())
                .filter(id -> id.matches("<[!-;=?-~]{1,250}>"))
                .toList();
    }

    /** The subject of what is answered, on one line and not too long. */
    static String subject(HeaderSection answered) {
        String subject = answered.subject().replaceAll("\\p{Cntrl}+", " ").strip();
        if (subject.isEmpty()) {
            return "votre message";
        }
        return subject.codePointCount(0, subject.length()) > MAX_SUBJECT
                ? subject.substring(0, subject.offsetByCodePoints(0, MAX_SUBJECT)) + "…"
                : subject;
    }

    /** S/MIME's content may lie in a file that is gone by the time of the commit. */
    static Copy inMemory(Copy copy) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream stream = copy.source().open()) {
            stream.skipNBytes(copy.bodyOffset());
            stream.transferTo(body);
        }
        return new Copy(copy.header(), RawMessage.of(body.toByteArray()), 0, copy.placements(), copy.queued());
    }
}

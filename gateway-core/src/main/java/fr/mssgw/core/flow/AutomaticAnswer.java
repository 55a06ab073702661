package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.OneLine;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How a BAL answers by itself (RFC 3834): what may be answered, and the form of the answer. */
public final class AutomaticAnswer {
    private static final int MAX_SUBJECT = 200;
    private static final Set<String> BULK = Set.of("bulk", "list", "junk");
    private static final List<String> OF_LISTS =
            List.of("List-Id", "List-Help", "List-Post", "List-Subscribe", "List-Unsubscribe", "Mailing-List");

    /** Between words as ASCII has them: before a {@code \\b} of the JDK all marks are looked through for their letter. */
    private static final Pattern NO_ANSWER = Pattern.compile("(?i)(?<![a-z0-9_])(?:All|OOF|AutoReply)(?![a-z0-9_])");

    private AutomaticAnswer() {}

    /**
     * Whether no person wrote it to one: Auto-Submitted, a list, bulk mail, a report (RFC 3834 §2 and §4); or whether it
     * asks for no answer by itself, as Exchange does ([MS-OXCMAIL] §2.2.3.2.14).
     */
    public static boolean isAutomatic(HeaderSection header) {
        boolean person = header.values("Auto-Submitted").stream()
                .allMatch(value -> Ascii.lower(value).matches("no\\s*(;.*|\\(.*)?"));
        boolean bulk = header.values("Precedence").stream().anyMatch(value -> BULK.contains(Ascii.lower(value)));
        return !person
                || bulk
                || header.values("X-Auto-Response-Suppress").stream()
                        .anyMatch(value -> NO_ANSWER.matcher(value).find())
                || OF_LISTS.stream().anyMatch(header::has)
                || header.mediaType().equals("multipart/report");
    }

    /** @param text lines of the answer */
    public static RawMessage write(
            HeaderSection answered, Bal from, MssAddress to, String subject, String text, QueueId id, Instant now) {
        return Letter.from(Sender.of(from), to, id, now)
                .answering(answered)
                .subject(subject)
                .automatic(Letter.Automatic.REPLIED)
                .text(text)
                .build()
                .message();
    }

    /** The subject of what is answered, on one line and not too long. */
    public static String subject(HeaderSection answered) {
        String subject = OneLine.of(answered.subject(), MAX_SUBJECT);
        return subject.isEmpty() ? "votre message" : subject;
    }

    /** S/MIME's content may lie in a file that is gone by the time of the commit. */
    public static Copy inMemory(Copy copy) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream stream = copy.source().open()) {
            stream.skipNBytes(copy.bodyOffset());
            stream.transferTo(body);
        }
        return new Copy(copy.header(), RawMessage.of(body.toByteArray()), 0, copy.placements(), copy.queued());
    }
}

package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.text.Ascii;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what a report names the message it is about.
 *
 * @param messageIds with their angle brackets
 */
public record References(List<String> messageIds, List<QueueId> queueIds) {
    private static final int MAX = 10;
    private static final int MOST_LINES = 500;
    private static final String FIELD = "Message-ID";
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]{3,250}>");
    private static final Pattern QUEUE_ID = Pattern.compile("(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{16}(?![0-9A-Za-z])");

    public References {
        messageIds = List.copyOf(messageIds);
        queueIds = List.copyOf(queueIds);
    }

    /** The first Message-ID in a field's value; empty without a good one. */
    public static String messageId(String value) {
        Matcher found = MESSAGE_ID.matcher(value);
        return found.find() ? found.group() : "";
    }

    /** The Message-ID of a message itself. */
    public static Optional<String> ownId(HeaderSection header) {
        return header.first("Message-ID").map(References::messageId).filter(id -> !id.isEmpty());
    }

    static References in(ReportMail mail) {
        Set<String> messages = new LinkedHashSet<>();
        Set<QueueId> queued = new LinkedHashSet<>();
        collect(mail.returned().first("Message-ID").orElse(""), messages);
        collect(mail.disposition().first("Original-Message-ID").orElse(""), messages);
        for (String field : List.of("In-Reply-To", "References")) {
            mail.header().values(field).forEach(value -> collect(value, messages));
        }
        messages.forEach(id -> queueIds(id, queued));
        mail.returned().values("Received").forEach(value -> queueIds(value, queued));
        queueIds(mail.status().first(StatusField.ORIGINAL_ENVELOPE_ID.text()).orElse(""), queued);
        // a plain mail may quote the field in its text
        for (String line : mail.text().split("\n", MOST_LINES)) {
            if (Ascii.startsWith(line.strip(), FIELD)) {
                collect(line, messages);
            }
        }
        return new References(List.copyOf(messages), List.copyOf(queued));
    }

    private static void collect(String value, Set<String> messages) {
        Matcher found = MESSAGE_ID.matcher(value);
        while (messages.size() < MAX && found.find()) {
            messages.add(found.group());
        }
    }

    private static void queueIds(String value, Set<QueueId> queued) {
        Matcher found = QUEUE_ID.matcher(value);
        while (queued.size() < MAX && found.find()) {
            queued.add(new QueueId(found.group()));
        }
    }
}

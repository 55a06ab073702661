package fr.mssgw.core.mail;

import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a mail of our own that holds something beside its text (RFC 2046 §5.1.3, RFC 6522 §3). What is enclosed
 * is not copied: it must stay open until the mail is stored.
 *
 * @param fields that describe the content: its type, and its encoding where a part is 8bit
 * @param body with all parts
 */
public record Mixed(List<Field> fields, RawMessage body) {
    public Mixed {
        fields = List.copyOf(fields);
    }

    /** @param text lines for a person, of any length */
    public static Mixed of(String text, List<Enclosure> parts) {
        return of("multipart/mixed;", text, parts);
    }

    /** The same as a report on a message's delivery (RFC 3464 §2), whose first part beside the text is for a software. */
    static Mixed report(String text, List<Enclosure> parts) {
        return of("multipart/report; report-type=delivery-status;", text, parts);
    }

    private static Mixed of(String type, String text, List<Enclosure> parts) {
        // 160 random bits, drawn when every part exists: none can hold it
        String boundary = "=_" + QueueId.random() + QueueId.random();
        List<Field> fields = new ArrayList<>();
        fields.add(Field.of("Content-Type", type + "\r\n boundary=\"" + boundary + "\""));
        if (parts.stream().anyMatch(Enclosure::eightBit)) {
            fields.add(Field.of("Content-Transfer-Encoding", "8bit")); // RFC 2045 §6.4
        }
        List<RawMessage> pieces = new ArrayList<>();
        pieces.add(ascii("--" + boundary + "\r\nContent-Type: " + PlainText.TYPE + "\r\nContent-Transfer-Encoding: "
                + PlainText.ENCODING + "\r\n\r\n" + PlainText.body(text)));
        String before = "--" + boundary + "\r\n";
        for (Enclosure part : parts) {
            pieces.add(ascii(before + part.fields()));
            pieces.add(part.content());
            before = "\r\n--" + boundary + "\r\n";
        }
        pieces.add(ascii("\r\n--" + boundary + "--\r\n"));
        return new Mixed(fields, new Pieces(pieces));
    }

    private static RawMessage ascii(String text) {
        return RawMessage.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}

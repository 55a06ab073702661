package fr.mssgw.core.report;

import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of a mail that may be a report, read within bounds: what lies beyond them is not there. Never fails on bad
 * content.
 *
 * @param header of the mail itself
 * @param text all plain text that it shows, decoded; from HTML where there is no other
 * @param status blocks of fields of {@code message/delivery-status} (RFC 3464 §2.1), names in lower case
 * @param disposition fields of {@code message/disposition-notification} (RFC 8098 §3.1)
 * @param returned fields of the header section that was sent back
 * @param otherParts whether it carries anything else, which no receipt does
 */
record ReportMail(
        HeaderSection header,
        String text,
        List<Map<String, String>> status,
        Map<String, String> disposition,
        Map<String, String> returned,
        boolean otherParts) {
    /** Octets of the body that are looked at; a report says everything before it returns a whole message. */
    static final int MAX_OCTETS = 256 * 1024;

    private static final int MAX_BLOCKS = 50;
    private static final int MAX_FIELDS = 200;

    ReportMail {
        status = List.copyOf(status);
        disposition = Map.copyOf(disposition);
        returned = Map.copyOf(returned);
    }

    static ReportMail read(RawMessage message, HeaderSection header) throws IOException {
        try (InputStream stream = message.open()) {
            stream.skipNBytes(header.bodyOffset());
            return of(header, stream.readNBytes(MAX_OCTETS), message.size() - header.bodyOffset() > MAX_OCTETS);
        }
    }

    private static ReportMail of(HeaderSection header, byte[] body, boolean cut) {
        List<ReportPart> leaves = ReportPart.leaves(header, body);
        StringBuilder plain = new StringBuilder();
        StringBuilder html = new StringBuilder();
        List<Map<String, String>> status = new ArrayList<>();
        Map<String, String> disposition = Map.of();
        Map<String, String> returned = Map.of();
        boolean others = cut;
        for (ReportPart leaf : leaves) {
            switch (leaf.type()) {
                case "text/plain" -> plain.append(leaf.text()).append('\n');
                case "text/html" ->
                    html.append(leaf.text().replaceAll("<[^>]{0,2000}>", " ")).append('\n');
                case "message/delivery-status" -> status = blocks(leaf.text());
                case "message/disposition-notification" -> disposition = first(blocks(leaf.text()));
                case "text/rfc822-headers" -> returned = first(blocks(leaf.text()));
                case "message/rfc822" -> {
                    returned = first(blocks(leaf.text()));
                    others = true;
                }
                default -> others = true;
            }
            others |= leaf.named();
        }
        String text = plain.toString().isBlank() ? html.toString() : plain.toString();
        return new ReportMail(header, text.replace("\r", ""), status, disposition, returned, others);
    }

    private static Map<String, String> first(List<Map<String, String>> blocks) {
        return blocks.isEmpty() ? Map.of() : blocks.get(0);
    }

    /** Groups of header-like fields, an empty line between them; of a field that stands twice, both values. */
    private static List<Map<String, String>> blocks(String text) {
        List<Map<String, String>> blocks = new ArrayList<>();
        Map<String, String> block = new LinkedHashMap<>();
        String name = "";
        for (String line : text.replace("\r", "").split("\n", MAX_BLOCKS * MAX_FIELDS)) {
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                if (!block.isEmpty()) {
                    blocks.add(Map.copyOf(block));
                    block = new LinkedHashMap<>();
                }
                name = "";
                if (blocks.size() == MAX_BLOCKS) {
                    break;
                }
            } else if ((line.charAt(0) == ' ' || line.charAt(0) == '\t') && !name.isEmpty()) {
                block.merge(name, " " + line.strip(), String::concat);
            } else if (colon > 0 && block.size() < MAX_FIELDS) {
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                block.merge(name, line.substring(colon + 1).strip(), (one, other) -> one + " " + other);
            }
        }
        if (!block.isEmpty()) {
            blocks.add(Map.copyOf(block));
        }
        return blocks;
    }

    String subject() {
        return header.subject();
    }

    String returnedSubject() {
        return EncodedWords.decode(returned.getOrDefault("subject", ""));
    }
}

package fr.mssgw.imap.james.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.jspecify.annotations.Nullable;

/** A header section as names and readable values: unfolded, encoded words decoded. */
record HeaderFields(List<Field> fields) {
    record Field(String name, String value) {}

    static HeaderFields parse(byte @Nullable [] section) {
        List<Field> fields = new ArrayList<>();
        String text = section == null ? "" : new String(section, StandardCharsets.UTF_8);
        for (String line : text.replaceAll("\\r?\\n[ \\t]", " ").split("\\r?\\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String value = line.substring(colon + 1).trim();
                fields.add(new Field(
                        line.substring(0, colon).trim(), DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT)));
            }
        }
        return new HeaderFields(fields);
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    Stream<String> values() {
        return fields.stream().map(Field::value);
    }
}

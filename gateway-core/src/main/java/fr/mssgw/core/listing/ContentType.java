package fr.mssgw.core.listing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A media type and its parameters (RFC 2045 §5.1), as written but for the case of the type.
 *
 * @param parameters names and values in turn
 */
record ContentType(String type, String subtype, List<String> parameters) {
    /** Of what says nothing (RFC 2045 §5.2). */
    static final ContentType TEXT = new ContentType("TEXT", "PLAIN", List.of("charset", "us-ascii"));

    static final ContentType MESSAGE = new ContentType("MESSAGE", "RFC822", List.of());

    static final ContentType FILE = new ContentType("APPLICATION", "OCTET-STREAM", List.of());

    private static final int MOST_PARAMETERS = 100;

    static ContentType of(PartFields fields, boolean inDigest) {
        String value = fields.first("Content-Type");
        ContentType none = inDigest ? MESSAGE : TEXT;
        if (value == null) {
            return none;
        }
        HeaderTokens tokens = new HeaderTokens(value);
        String type = tokens.token();
        String subtype = tokens.take('/') ? tokens.token() : "";
        if (type.isEmpty() || subtype.isEmpty()) {
            return none;
        }
        return new ContentType(type.toUpperCase(Locale.ROOT), subtype.toUpperCase(Locale.ROOT), parameters(tokens));
    }

    /** What follows a value, from its first semicolon on. */
    static List<String> parameters(HeaderTokens tokens) {
        List<String> parameters = new ArrayList<>();
        while (!tokens.atEnd() && parameters.size() < 2 * MOST_PARAMETERS) {
            if (!tokens.take(';')) {
                tokens.drop();
                continue;
            }
            String name = tokens.token();
            if (!name.isEmpty() && tokens.take('=')) {
                String value = tokens.peek() == '"' ? tokens.quoted() : tokens.run(";");
                parameters.add(name);
                parameters.add(value);
            }
        }
        return parameters;
    }

    boolean is(String wanted) {
        return type.equalsIgnoreCase(wanted);
    }

    boolean is(String wantedType, String wantedSubtype) {
        return type.equalsIgnoreCase(wantedType) && subtype.equalsIgnoreCase(wantedSubtype);
    }

    @Nullable String parameter(String name) {
        for (int i = 0; i < parameters.size(); i += 2) {
            if (parameters.get(i).equalsIgnoreCase(name)) {
                return parameters.get(i + 1);
            }
        }
        return null;
    }
}

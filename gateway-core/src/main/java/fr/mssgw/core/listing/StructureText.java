package fr.mssgw.core.listing;

import java.util.ArrayList;
import java.util.List;

/** BODYSTRUCTURE, and BODY, which is the same without extension data (RFC 3501 §7.4.2). */
final class StructureText {
    private final WireText text = new WireText();
    private final boolean extended;

    private StructureText(boolean extended) {
        this.extended = extended;
    }

    static byte[] of(Part root, boolean extended) {
        StructureText structure = new StructureText(extended);
        structure.write(root);
        return structure.text.toOctets();
    }

    private void write(Part part) {
        text.raw("(");
        if (part.type.is("multipart")) {
            multipart(part);
        } else {
            single(part);
        }
        text.raw(")");
    }

    private void multipart(Part part) {
        if (part.children.isEmpty()) {
            write(new Part(part, false)); // the syntax wants one at least
        }
        part.children.forEach(this::write);
        text.raw(" ").string(part.type.subtype());
        if (extended) {
            text.raw(" ").strings(part.type.parameters());
            disposition(part);
        }
    }

    private void single(Part part) {
        text.string(part.type.type()).raw(" ").string(part.type.subtype()).raw(" ");
        text.strings(part.type.parameters()).raw(" ");
        text.string(part.fields.first("Content-ID")).raw(" ");
        text.string(part.fields.first("Content-Description")).raw(" ");
        text.string(part.fields.encoding()).raw(" ").number(part.octets);
        Part message = part.message;
        if (message != null) {
            text.raw(" ").octets(EnvelopeText.of(message.fields)).raw(" ");
            write(message);
            text.raw(" ").number(part.lines);
        } else if (part.type.is("text")) {
            text.raw(" ").number(part.lines);
        }
        if (extended) {
            text.raw(" ").string(part.fields.first("Content-MD5"));
            disposition(part);
        }
    }

    /** Disposition, language and location. */
    private void disposition(Part part) {
        String disposition = part.fields.first("Content-Disposition");
        HeaderTokens tokens = new HeaderTokens(disposition == null ? "" : disposition);
        String kind = tokens.token();
        text.raw(" ");
        if (kind.isEmpty()) {
            text.raw("NIL");
        } else {
            text.raw("(")
                    .string(kind)
                    .raw(" ")
                    .strings(ContentType.parameters(tokens))
                    .raw(")");
        }
        text.raw(" ").strings(languages(part));
        text.raw(" ").string(part.fields.first("Content-Location"));
    }

    private static List<String> languages(Part part) {
        String value = part.fields.first("Content-Language");
        List<String> languages = new ArrayList<>();
        HeaderTokens tokens = new HeaderTokens(value == null ? "" : value);
        while (!tokens.atEnd() && languages.size() < 20) {
            String language = tokens.token();
            if (language.isEmpty()) {
                tokens.drop();
            } else {
                languages.add(language);
            }
        }
        return languages;
    }
}

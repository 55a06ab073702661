package fr.mssgw.core.listing;

import fr.mssgw.core.mail.ContentType;
import fr.mssgw.core.mail.Parameters;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** BODYSTRUCTURE, and BODY, which is the same without extension data (RFC 3501 §7.4.2). */
final class StructureText {
    private static final ContentType OPAQUE = ContentType.parse("application/octet-stream");
    private static final String EMPTY_PART = "(\"TEXT\" \"PLAIN\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 0 0";

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
        if (part.isMultipart()) {
            multipart(part);
        } else {
            single(part);
        }
        text.raw(")");
    }

    private void multipart(Part part) {
        if (part.children().isEmpty()) {
            text.raw(EMPTY_PART); // the syntax wants one at least
            text.raw(extended ? " NIL NIL NIL NIL)" : ")");
        }
        part.children().forEach(this::write);
        text.raw(" ").string(part.type().subtype());
        if (extended) {
            text.raw(" ").strings(written(part.type().parameters()));
            disposition(part);
        }
    }

    private void single(Part part) {
        Optional<Part> message = part.message();
        // what is listed as a message must hold one
        ContentType type = part.type().isMessage() && message.isEmpty() ? OPAQUE : part.type();
        text.string(type.type()).raw(" ").string(type.subtype()).raw(" ");
        text.strings(written(type.parameters())).raw(" ");
        text.string(first(part, "Content-ID")).raw(" ");
        text.string(first(part, "Content-Description")).raw(" ");
        text.string(part.encodingWord()).raw(" ").number(part.size());
        if (message.isPresent()) {
            text.raw(" ").octets(EnvelopeText.of(message.get().header())).raw(" ");
            write(message.get());
            text.raw(" ").number(part.lines());
        } else if (type.is("TEXT")) {
            text.raw(" ").number(part.lines());
        }
        if (extended) {
            text.raw(" ").string(first(part, "Content-MD5"));
            disposition(part);
        }
    }

    /** Disposition, language and location. */
    private void disposition(Part part) {
        Tokens tokens =
                new Tokens(part.header().octetValue("Content-Disposition").orElse(""));
        String kind = tokens.token();
        text.raw(" ");
        if (kind.isEmpty()) {
            text.raw("NIL");
        } else {
            text.raw("(")
                    .string(kind)
                    .raw(" ")
                    .strings(written(Parameters.read(tokens)))
                    .raw(")");
        }
        text.raw(" ").strings(languages(part));
        text.raw(" ").string(first(part, "Content-Location"));
    }

    private static @Nullable String first(Part part, String name) {
        return part.header().octetValue(name).orElse(null);
    }

    private static List<String> written(Parameters parameters) {
        List<String> texts = new ArrayList<>();
        for (Parameters.Parameter parameter : parameters.joined()) {
            texts.add(parameter.name());
            texts.add(parameter.value());
        }
        return texts;
    }

    private static List<String> languages(Part part) {
        List<String> languages = new ArrayList<>();
        Tokens tokens = new Tokens(part.header().octetValue("Content-Language").orElse(""));
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

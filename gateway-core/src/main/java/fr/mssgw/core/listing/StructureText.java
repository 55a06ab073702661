package fr.mssgw.core.listing;

import fr.mssgw.core.mail.ContentType;
import fr.mssgw.core.mail.Parameters;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * BODYSTRUCTURE, and BODY, which is the same without extension data (RFC 3501 §7.4.2). The shape, types and sizes are
 * always whole; what would not fit into {@link MessageListing#MOST} is NIL, and what envelopes of enclosed messages hold is
 * so earlier, in order that they leave room for the parameters and names of all other parts.
 */
final class StructureText {
    private static final int MOST_WITH_ENVELOPE = MessageListing.MOST / 2;

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
        text.raw(" ").word(part.type().subtype());
        if (extended) {
            text.raw(" ");
            strings(written(part.type().parameters()));
            disposition(part);
        }
    }

    private void single(Part part) {
        Optional<Part> message = part.message();
        // what is listed as a message must hold one
        ContentType type = part.type().isMessage() && message.isEmpty() ? OPAQUE : part.type();
        text.word(type.type()).raw(" ").word(type.subtype()).raw(" ");
        strings(written(type.parameters())).raw(" ");
        first(part, "Content-ID").raw(" ");
        first(part, "Content-Description").raw(" ");
        text.word(part.encodingWord()).raw(" ").number(part.size());
        if (message.isPresent()) {
            text.raw(" ");
            EnvelopeText.write(text, message.get().header(), MOST_WITH_ENVELOPE);
            text.raw(" ");
            write(message.get());
            text.raw(" ").number(part.lines());
        } else if (type.is("TEXT")) {
            text.raw(" ").number(part.lines());
        }
        if (extended) {
            text.raw(" ");
            first(part, "Content-MD5");
            disposition(part);
        }
    }

    /** Disposition, language and location. */
    private void disposition(Part part) {
        Tokens tokens =
                new Tokens(part.header().octetValue("Content-Disposition").orElse(""));
        String kind = tokens.token();
        List<String> parameters = written(Parameters.read(tokens));
        text.raw(" ").value(MessageListing.MOST, bounded -> {
            if (kind.isEmpty()) {
                bounded.raw("NIL");
            } else {
                bounded.raw("(").string(kind).raw(" ").strings(parameters).raw(")");
            }
        });
        text.raw(" ");
        strings(languages(part)).raw(" ");
        first(part, "Content-Location");
    }

    private WireText first(Part part, String name) {
        String value = part.header().octetValue(name).orElse(null);
        return text.value(MessageListing.MOST, bounded -> bounded.string(value));
    }

    private WireText strings(List<String> texts) {
        return text.value(MessageListing.MOST, bounded -> bounded.strings(texts));
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

package fr.mssgw.certs.mime;

import fr.mssgw.certs.document.DocumentFiles;
import fr.mssgw.core.mail.Ambiguity;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.MimeReader.Documents;
import fr.mssgw.core.text.Ascii;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the health documents of one message, also in messages that are attached as files or encoded, as many mail programs
 * open them. What is attached so three times over is not read, and counts as a document that cannot be.
 */
final class DocumentWalk {
    private static final int DEEPEST = 3;
    private static final int HEAD = 4 * 1024;

    private final List<HealthDocument> found = new ArrayList<>();
    private Optional<String> ambiguity = Optional.empty();

    Documents read(RawMessage message) throws MalformedMessage, IOException {
        walk(message, 0);
        return new Documents(found, ambiguity);
    }

    private void walk(RawMessage message, int depth) throws MalformedMessage, IOException {
        Structure structure = Structure.read(message).within();
        structure.ambiguities().forEach(one -> note(one.french()));
        boolean secondReading = structure.leaves(message, (part, content) -> leaf(message, part, content, depth));
        if (secondReading) {
            note(Ambiguity.Kind.BASE64.french());
        }
    }

    private void note(String french) {
        if (ambiguity.isEmpty()) {
            ambiguity = Optional.of(french);
        }
    }

    private void leaf(RawMessage message, Part part, InputStream content, int depth)
            throws MalformedMessage, IOException {
        BufferedInputStream file = new BufferedInputStream(content, 2 * HEAD);
        file.mark(HEAD + 1);
        byte[] head = file.readNBytes(HEAD);
        file.reset();
        if (isMail(part, head)) {
            if (depth == DEEPEST) {
                found.add(new HealthDocument(HealthDocument.Kind.ARCHIVE, true, Set.of(), false));
            } else {
                walk(new Enclosed(message, part), depth + 1);
            }
        }
        List<String> names = part.names();
        String name = names.stream()
                .filter(one -> Ascii.same(one, DocumentFiles.ARCHIVE))
                .findFirst()
                .orElse(names.isEmpty() ? "" : names.get(0));
        found.addAll(DocumentFiles.in(name, file));
        file.transferTo(OutputStream.nullOutputStream());
    }

    /** Whether some mail program would open it as a message: by its type, its name, or what it begins with. */
    private static boolean isMail(Part part, byte[] head) throws IOException {
        if (part.type().isMessage()
                || part.names().stream().anyMatch(name -> Ascii.lower(name).endsWith(".eml"))) {
            return true;
        }
        if (part.type().is("TEXT") && part.names().isEmpty() && !part.isAttachment()) {
            return false;
        }
        HeaderSection header = HeaderSection.lenient(RawMessage.of(head));
        return header.has("Content-Type") || header.has("MIME-Version") || header.has("From") && header.has("Date");
    }

    /** A part's decoded content as a message; decoded anew each time it is read. */
    private record Enclosed(RawMessage message, Part part) implements RawMessage {
        @Override
        public long size() {
            return part.size();
        }

        @Override
        public InputStream open() throws IOException {
            return part.content(message);
        }

        @Override
        public void close() {}
    }
}

package fr.mssgw.certs.mime;

import fr.mssgw.certs.document.DocumentFiles;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MessageSpool;
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

    private final MessageSpool spool;
    private final List<HealthDocument> found = new ArrayList<>();
    private Optional<String> ambiguity = Optional.empty();

    /** @param spool for the attached messages, each of which is decoded once: what is in it is read from there */
    DocumentWalk(MessageSpool spool) {
        this.spool = spool;
    }

    Documents read(RawMessage message) throws MalformedMessage, IOException {
        walk(message, 0);
        return new Documents(found, ambiguity);
    }

    private void walk(RawMessage message, int depth) throws MalformedMessage, IOException {
        Structure structure = Structure.read(message).within();
        structure.ambiguities().forEach(one -> note(one.french()));
        structure.leaves(message, (part, content) -> leaf(part, content, depth)).ifPresent(one -> note(one.french()));
    }

    private void note(String french) {
        if (ambiguity.isEmpty()) {
            ambiguity = Optional.of(french);
        }
    }

    private void leaf(Part part, InputStream content, int depth) throws MalformedMessage, IOException {
        BufferedInputStream file = new BufferedInputStream(content, 2 * HEAD);
        file.mark(HEAD + 1);
        byte[] head = file.readNBytes(HEAD);
        file.reset();
        if (!isMail(part, head)) {
            file(part, file);
        } else if (depth == DEEPEST) {
            found.add(new HealthDocument(HealthDocument.Kind.ARCHIVE, true, Set.of(), false));
            file(part, file);
        } else {
            try (RawMessage mail = spooled(file);
                    InputStream whole = mail.open()) {
                walk(mail, depth + 1);
                file(part, whole);
            }
        }
        file.transferTo(OutputStream.nullOutputStream());
    }

    private RawMessage spooled(InputStream mail) throws IOException {
        try (MessageSpool.Draft draft = spool.draft()) {
            mail.transferTo(draft);
            return draft.finish();
        }
    }

    private void file(Part part, InputStream content) throws IOException {
        List<String> names = part.names();
        String name = names.stream()
                .filter(one -> Ascii.same(one, DocumentFiles.ARCHIVE))
                .findFirst()
                .orElse(names.isEmpty() ? "" : names.get(0));
        found.addAll(DocumentFiles.in(name, content));
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
}

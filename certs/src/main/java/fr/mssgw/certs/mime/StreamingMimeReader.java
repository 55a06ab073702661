package fr.mssgw.certs.mime;

import fr.mssgw.core.mail.Ambiguity;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.MimeReader;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the files of a message by its {@link Structure}, as streams: nothing is held but names, and messages that are
 * attached as files. Attached messages are taken apart too. A part whose names ({@code filename} and {@code name}, in each
 * way that some reader decodes them) differ counts as several files, so that no name goes unjudged; so do files amid the
 * lines of a text ({@link InlineFiles}). Thread-safe.
 */
public final class StreamingMimeReader implements MimeReader {
    private static final Set<String> BODIES = Set.of("text/plain", "text/html");
    private static final Set<String> SIGNATURES =
            Set.of("application/pkcs7-signature", "application/x-pkcs7-signature");

    private final MessageSpool spool;

    /** @param spool for messages that are attached as files */
    public StreamingMimeReader(MessageSpool spool) {
        this.spool = spool;
    }

    @Override
    public MimeOutline outline(RawMessage message) throws MalformedMessage, IOException {
        Structure structure = Structure.read(message).unambiguous();
        List<File> files = new ArrayList<>();
        enclosedMessages(structure.root(), files);
        Optional<Ambiguity> secondReading = structure.leaves(message, (part, content) -> leaf(part, content, files));
        if (secondReading.isPresent()) {
            throw new MalformedMessage(
                    "message illisible : " + secondReading.get().french());
        }
        return new MimeOutline(files);
    }

    @Override
    public Documents documents(RawMessage message) throws MalformedMessage, IOException {
        return new DocumentWalk(spool).read(message);
    }

    /** A message that is attached, or has a name, is a file as well as what it holds. */
    private static void enclosedMessages(Part root, List<File> files) {
        Deque<Part> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Part part = open.pop();
            if (part.message().isPresent()
                    && (part.isAttachment() || !part.names().isEmpty())) {
                names(part).forEach(name -> files.add(new File(name, part.type().name(), Content.OTHER)));
            }
            part.children().forEach(open::push);
        }
    }

    private static void leaf(Part part, InputStream content, List<File> files) throws IOException {
        String type = part.type().name();
        List<String> names = names(part);
        boolean body = BODIES.contains(type) && names.get(0).isEmpty() && !part.isAttachment();
        if (body) {
            InlineFiles.in(content).forEach(name -> files.add(new File(name, type, Content.OTHER)));
            return;
        }
        if (isSignature(part, type, names)) {
            content.transferTo(OutputStream.nullOutputStream());
            return;
        }
        DigestInputStream counted = new DigestInputStream(content, sha256());
        Content kind = ContentKind.of(counted, part.type().parameter("charset"));
        counted.transferTo(OutputStream.nullOutputStream());
        String digest = HexFormat.of().formatHex(counted.getMessageDigest().digest());
        names.forEach(name -> files.add(new File(name, type, kind, digest)));
    }

    private static List<String> names(Part part) {
        List<String> names = part.names();
        return names.isEmpty() ? List.of("") : names;
    }

    /** The signature of a multipart/signed (RFC 1847 §2.1: the second of two parts) is no file for the reader. */
    private static boolean isSignature(Part part, String type, List<String> names) {
        return SIGNATURES.contains(type)
                && part.container()
                        .filter(container -> container.type().is("MULTIPART", "SIGNED")
                                && container.children().size() == 2
                                && container.children().get(1) == part)
                        .isPresent()
                && names.size() == 1
                && (names.get(0).isEmpty() || Ascii.same(names.get(0), "smime.p7s"));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package fr.mssgw.certs.mime;

import fr.mssgw.certs.document.DocumentFiles;
import fr.mssgw.certs.mime.james.MimeWalk;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.MimeReader;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the MIME tree of a message as a stream: nothing is held but names. Attached messages are walked too. A part
 * whose two names ({@code filename} and {@code name}) differ counts as two files, so that neither name goes unjudged; a
 * header that different mail programs would understand differently (a repeated {@code Content-Type}, an encoded
 * multipart) makes the message malformed. Thread-safe.
 */
public final class StreamingMimeReader implements MimeReader {
    private static final Set<String> BODIES = Set.of("text/plain", "text/html");
    private static final Set<String> SIGNATURES =
            Set.of("application/pkcs7-signature", "application/x-pkcs7-signature");
    private static final Set<String> IDENTITY = Set.of("7bit", "8bit", "binary");

    @Override
    public MimeOutline outline(RawMessage message) throws MalformedMessage, IOException {
        Outline outline = new Outline();
        try (InputStream in = message.open()) {
            MimeWalk.walk(in, outline);
        }
        return new MimeOutline(outline.topType.orElse("text/plain"), outline.files);
    }

    @Override
    public List<HealthDocument> documents(RawMessage message) throws MalformedMessage, IOException {
        List<HealthDocument> documents = new ArrayList<>();
        try (InputStream in = message.open()) {
            MimeWalk.walk(in, new Documents(documents));
        }
        return documents;
    }

    private record Documents(List<HealthDocument> found) implements Parts {
        @Override
        public void startMultipart(Heading heading) {}

        @Override
        public void endMultipart() {}

        @Override
        public void startMessage(Heading heading) {}

        @Override
        public void endMessage() {}

        @Override
        public void leaf(Heading heading, InputStream content) throws IOException {
            List<String> names = FileNames.of(heading);
            String name = names.stream()
                    .filter(one -> one.equalsIgnoreCase(DocumentFiles.ARCHIVE))
                    .findFirst()
                    .orElse(names.get(0));
            found.addAll(DocumentFiles.in(name, content));
        }
    }

    private static final class Outline implements Parts {
        private final List<File> files = new ArrayList<>();
        private final Deque<String> containers = new ArrayDeque<>();
        private Optional<String> topType = Optional.empty();

        @Override
        public void startMultipart(Heading heading) throws MalformedMessage {
            check(heading);
            for (String encoding : heading.encodings()) {
                if (!IDENTITY.contains(encoding.toLowerCase(Locale.ROOT))) {
                    throw new MalformedMessage("message illisible : une partie multipart est encodée (RFC 2045 §6.4)");
                }
            }
            containers.push(heading.mediaType());
        }

        @Override
        public void endMultipart() {
            containers.pop();
        }

        @Override
        public void startMessage(Heading heading) throws MalformedMessage {
            check(heading);
            List<String> names = FileNames.of(heading);
            if (isAttachment(heading) || !names.get(0).isEmpty()) {
                names.forEach(name -> files.add(new File(name, heading.mediaType(), Content.OTHER)));
            }
            containers.push(heading.mediaType());
        }

        @Override
        public void endMessage() {
            containers.pop();
        }

        @Override
        public void leaf(Heading heading, InputStream content) throws MalformedMessage, IOException {
            check(heading);
            String type = heading.mediaType();
            // mime4j reads a multipart without a boundary as plain text
            if (heading.types().stream()
                    .anyMatch(value -> MediaType.parse(value).value().startsWith("multipart/"))) {
                throw new MalformedMessage("message illisible : une partie multipart n'a pas de séparateur (boundary)");
            }
            List<String> names = FileNames.of(heading);
            boolean body = BODIES.contains(type) && names.get(0).isEmpty() && !isAttachment(heading);
            if (body || isSignature(type, names)) {
                return;
            }
            Optional<String> charset = heading.types().stream().findFirst().flatMap(value -> MediaType.parse(value)
                    .parameter("charset"));
            DigestInputStream counted = new DigestInputStream(content, sha256());
            Content kind = ContentKind.of(counted, charset);
            counted.transferTo(OutputStream.nullOutputStream());
            String digest = HexFormat.of().formatHex(counted.getMessageDigest().digest());
            names.forEach(name -> files.add(new File(name, type, kind, digest)));
        }

        /** The signature of a multipart/signed is no file for the reader. */
        private boolean isSignature(String type, List<String> names) {
            return SIGNATURES.contains(type)
                    && "multipart/signed".equals(containers.peek())
                    && names.size() == 1
                    && (names.get(0).isEmpty() || names.get(0).equalsIgnoreCase("smime.p7s"));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        private void check(Heading heading) throws MalformedMessage {
            if (topType.isEmpty()) {
                topType = Optional.of(heading.mediaType());
            }
            if (heading.types().size() > 1
                    || heading.dispositions().size() > 1
                    || heading.encodings().size() > 1) {
                throw new MalformedMessage("message illisible : un en-tête Content-… est répété dans une même partie");
            }
        }

        private static boolean isAttachment(Heading heading) {
            return heading.dispositions().stream()
                    .anyMatch(value -> MediaType.parse(value).value().equals("attachment"));
        }
    }
}

package fr.mssgw.certs.mime.james;

import fr.mssgw.certs.mime.Parts;
import fr.mssgw.certs.mime.Parts.Heading;
import fr.mssgw.core.message.MalformedMessage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.apache.james.mime4j.util.ByteSequence;
import org.jspecify.annotations.Nullable;

/** Walks a message as a stream, attached messages included, within bounds. */
public final class MimeWalk {
    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 1_000;
    private static final int MOST_FIELDS = 1_000;
    private static final int LONGEST_FIELD = 64 * 1024;
    private static final int LONGEST_LINE = 1024 * 1024;

    private static final MimeConfig BOUNDS = new MimeConfig.Builder()
            .setMaxLineLen(LONGEST_LINE)
            .setMaxHeaderLen(LONGEST_FIELD)
            .setMaxHeaderCount(MOST_FIELDS)
            .setMaxContentLen(-1)
            .setMalformedHeaderStartsBody(false)
            .setStrictParsing(false)
            .build();

    private final Parts visitor;
    private final List<String> types = new ArrayList<>();
    private final List<String> dispositions = new ArrayList<>();
    private final List<String> encodings = new ArrayList<>();
    private final Deque<Boolean> messages = new ArrayDeque<>();
    private int depth;
    private int parts;
    private boolean headed;

    private MimeWalk(Parts visitor) {
        this.visitor = visitor;
    }

    /**
     * Walks the message of this stream, to its end.
     *
     * @throws MalformedMessage when a bound is passed, the tree cannot be read, or the visitor says so
     * @throws IOException when the stream itself fails
     */
    public static void walk(InputStream message, Parts visitor) throws MalformedMessage, IOException {
        Source source = new Source(message);
        try {
            new MimeWalk(visitor).run(source);
        } catch (MimeException | IOException | RuntimeException e) {
            if (source.failure != null) {
                throw new IOException("reading the message", source.failure);
            }
            throw malformed("sa structure MIME ne peut être lue", e);
        } catch (StackOverflowError e) {
            throw malformed("sa structure MIME ne peut être lue", e);
        }
        if (source.failure != null) {
            // a visitor may have taken it for a fault of the content
            throw new IOException("reading the message", source.failure);
        }
    }

    private void run(Source source) throws MimeException, IOException, MalformedMessage {
        MimeTokenStream stream = new MimeTokenStream(BOUNDS);
        stream.setRecursionMode(RecursionMode.M_RECURSE);
        stream.parse(source);
        for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            switch (state) {
                case T_START_HEADER -> startHeader();
                case T_FIELD -> field(stream.getField());
                case T_START_MULTIPART -> {
                    deeper();
                    visitor.startMultipart(heading(stream));
                }
                case T_END_MULTIPART -> {
                    depth--;
                    visitor.endMultipart();
                }
                case T_END_HEADER -> headed = true;
                case T_START_MESSAGE -> startMessage();
                case T_END_MESSAGE -> endMessage();
                case T_BODY -> visitor.leaf(heading(stream), stream.getDecodedInputStream());
                default -> {
                    // the ends of fields and parts say nothing more
                }
            }
        }
    }

    private void startHeader() throws MalformedMessage {
        types.clear();
        dispositions.clear();
        encodings.clear();
        parts++;
        if (parts > MOST_PARTS) {
            throw new MalformedMessage("message illisible : plus de 1000 parties");
        }
    }

    private void startMessage() throws MalformedMessage {
        boolean attached = headed;
        messages.push(attached);
        headed = false;
        if (attached) {
            deeper();
            visitor.startMessage(new Heading("message/rfc822", types, dispositions, encodings));
        }
    }

    private void endMessage() {
        if (messages.pop()) {
            depth--;
            visitor.endMessage();
        }
    }

    private void deeper() throws MalformedMessage {
        depth++;
        if (depth > DEEPEST) {
            throw new MalformedMessage("message illisible : plus de 20 niveaux imbriqués");
        }
    }

    private void field(Field field) {
        String name = field.getName().strip().toLowerCase(Locale.ROOT);
        switch (name) {
            case "content-type" -> types.add(value(field));
            case "content-disposition" -> dispositions.add(value(field));
            case "content-transfer-encoding" -> encodings.add(value(field));
            default -> {
                // the rest says nothing about files
            }
        }
    }

    private Heading heading(MimeTokenStream stream) {
        headed = false;
        String mediaType = stream.getBodyDescriptor().getMimeType();
        return new Heading(
                mediaType == null ? "text/plain" : mediaType.toLowerCase(Locale.ROOT), types, dispositions, encodings);
    }

    /** The field's value as characters: UTF-8 where it is (RFC 6532), else Latin-1. */
    private static String value(Field field) {
        ByteSequence raw = field.getRaw();
        if (raw == null) {
            return field.getBody();
        }
        byte[] octets = raw.toByteArray();
        int colon = 0;
        while (colon < octets.length && octets[colon] != ':') {
            colon++;
        }
        int start = Math.min(colon + 1, octets.length);
        ByteBuffer value = ByteBuffer.wrap(octets, start, octets.length - start);
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(value).toString();
        } catch (CharacterCodingException e) {
            text = new String(octets, start, octets.length - start, StandardCharsets.ISO_8859_1);
        }
        return text.replaceAll("[\\r\\n]+", "").strip();
    }

    private static MalformedMessage malformed(String why, Throwable cause) {
        MalformedMessage malformed = new MalformedMessage("message illisible : " + why);
        malformed.initCause(cause);
        return malformed;
    }

    /** Tells a stream that fails from content that cannot be read. */
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            try {
                return in.read(octets, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}

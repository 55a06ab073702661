package fr.mssgw.imap.james.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;

/** The readable text of a message: its text parts, transfer encoding and charset decoded. */
final class BodyText {
    private static final MimeConfig LENIENT = MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(-1)
            .setMaxHeaderCount(-1)
            .setMaxContentLen(-1)
            .build();

    private BodyText() {}

    /** @param most characters */
    static String of(InputStream message, int most) throws IOException {
        StringBuilder text = new StringBuilder();
        MimeTokenStream tokens = new MimeTokenStream(LENIENT);
        tokens.setRecursionMode(org.apache.james.mime4j.stream.RecursionMode.M_RECURSE);
        tokens.parse(message);
        try {
            for (EntityState state = tokens.getState();
                    state != EntityState.T_END_OF_STREAM && text.length() < most;
                    state = tokens.next()) {
                if (state == EntityState.T_BODY
                        && "text".equalsIgnoreCase(tokens.getBodyDescriptor().getMediaType())) {
                    read(tokens, text, most);
                }
            }
        } catch (MimeException e) {
            return text.toString(); // what could be read of a damaged message
        }
        return text.toString();
    }

    private static void read(MimeTokenStream tokens, StringBuilder text, int most) throws IOException {
        Charset charset = charset(tokens.getBodyDescriptor().getCharset());
        try (Reader reader = new InputStreamReader(tokens.getDecodedInputStream(), charset)) {
            char[] some = new char[8192];
            for (int count = reader.read(some); count >= 0 && text.length() < most; count = reader.read(some)) {
                text.append(some, 0, count);
            }
        }
        text.append('\n');
    }

    private static Charset charset(@org.jspecify.annotations.Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}

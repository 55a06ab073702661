package fr.mssgw.certs;

import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.Parameters;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.mail.Tokens;
import fr.mssgw.core.mail.TransferEncoding;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A multipart/signed (RFC 1847 §2.1, RFC 8551 §3.5.3): a part that is signed, and one that is the signature. All beside the
 * first part is signed by nobody, and a signature verifies whatever stands behind it in its part. So {@link #isPlain} asks
 * of the rest that no reader shows it as anything else.
 *
 * @param mail the very one that the parts were read from
 * @param multipart of two parts, closed
 */
record DetachedSignature(RawMessage mail, Part multipart) {
    private static final int LARGEST = 2 * 1024 * 1024;
    private static final int LONGEST_FIELD = 1_000;
    private static final int LONGEST_BEFORE = 2_000;
    private static final int LONGEST_DESCRIPTION = 80;
    private static final int LONGEST_PREAMBLE = 250;
    private static final int MOST_LINES = 3;
    private static final int LONGEST_EPILOGUE = 8 * 1024;
    private static final String NAME = "smime.p7s";

    /** A value with its parameters that no two readers take apart differently; linear, as nothing in it is tried twice. */
    private static final Pattern PLAIN_FIELD = Pattern.compile("[A-Za-z0-9/.+-]++"
            + "(?:[ \t]*+;[ \t]*+[A-Za-z0-9*_-]++[ \t]*+=[ \t]*+(?:\"[^\"\\\\;=?]*+\"|[A-Za-z0-9/+:._'%-]++))*+"
            + "[ \t]*+;?[ \t]*+");

    private static final Pattern PRINTABLE_LINES = Pattern.compile("[ -~\t\r\n]*+");

    /** Of these parts; empty for a multipart that RFC 1847 does not allow. */
    static Optional<DetachedSignature> of(RawMessage mail, Part multipart) {
        return multipart.children().size() == 2 && multipart.isClosed()
                ? Optional.of(new DetachedSignature(mail, multipart))
                : Optional.empty();
    }

    Part signed() {
        return multipart.children().get(0);
    }

    private Part signature() {
        return multipart.children().get(1);
    }

    /** The octets that are signed: those of the first part, its header section included. */
    Slice content() {
        return new Slice(mail, signed().headerStart(), signed().bodyEnd() - signed().headerStart());
    }

    /** The signature, decoded; cut where it is too large to be one. */
    byte[] octets() throws IOException {
        try (InputStream in = signature().content(mail)) {
            return in.readNBytes(LARGEST);
        }
    }

    /** Whether no reader shows anything but what is signed, and a signature. */
    boolean isPlain() throws IOException {
        Part signature = signature();
        return SmimeTypes.isSignature(signature)
                && (signature.encoding() == TransferEncoding.BASE64
                        || signature.encoding() == TransferEncoding.IDENTITY)
                && isNamedAsUsual(signature)
                && isPlainDescription(signature)
                && isPreamble(textBefore())
                && textBehind().isBlank()
                && SoleObject.fills(mail, signature);
    }

    /** RFC 8551 §3.2.1: {@code smime.p7s}, or no name at all. */
    private static boolean isNamedAsUsual(Part part) {
        for (String field : List.of("Content-Type", "Content-Disposition")) {
            for (String value : part.header().octetValues(field)) {
                if (value.length() > LONGEST_FIELD
                        || !PLAIN_FIELD.matcher(value).matches()) {
                    return false;
                }
                Tokens tokens = new Tokens(value);
                tokens.token();
                if (tokens.take('/')) {
                    tokens.token();
                }
                Parameters parameters = Parameters.read(tokens);
                for (String parameter : List.of("name", "filename")) {
                    if (!parameters.readings(parameter).stream().allMatch(name -> Ascii.same(name.strip(), NAME))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Some readers show it as the name. Thunderbird writes "S/MIME Cryptographic Signature", in its user's language. */
    private static boolean isPlainDescription(Part part) {
        return part.header().values("Content-Description").stream()
                .map(EncodedWords::decode)
                .allMatch(text -> text.length() <= LONGEST_DESCRIPTION
                        && text.contains("S/MIME")
                        && text.chars().noneMatch(Character::isISOControl));
    }

    /**
     * Whether a text before the parts is nothing or what programs write for readers without MIME: "This is an S/MIME signed
     * message" (OpenSSL), "This is a cryptographically signed message in MIME format." (Thunderbird), "This is a multi-part
     * message in MIME format." (Outlook), three lines that name MIME (GroupWise).
     */
    static boolean isPreamble(String text) {
        String notice = text.strip();
        return notice.isEmpty()
                || notice.length() <= LONGEST_PREAMBLE
                        && notice.contains("MIME")
                        && PRINTABLE_LINES.matcher(notice).matches()
                        && notice.lines().count() <= MOST_LINES
                        && notice.lines().noneMatch(line -> line.startsWith("--"));
    }

    private String textBefore() throws IOException {
        long start = multipart.bodyStart();
        long size = signed().headerStart() - start;
        String text = text(start, size, LONGEST_BEFORE);
        if (size > LONGEST_BEFORE) {
            return text;
        }
        // what ends it is the line of the delimiter
        return text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
    }

    private String textBehind() throws IOException {
        long start = signature().bodyEnd();
        String text = text(start, multipart.bodyEnd() - start, LONGEST_EPILOGUE);
        int delimiter = text.indexOf("--");
        String close = "--" + multipart.type().boundary().orElse("") + "--";
        return delimiter >= 0 && text.startsWith(close, delimiter)
                ? text.substring(0, delimiter) + text.substring(delimiter + close.length())
                : text;
    }

    /** At most one octet more than the longest, which is then no blank. */
    private String text(long start, long size, int longest) throws IOException {
        try (InputStream in = new Slice(mail, start, size).open()) {
            byte[] octets = in.readNBytes(longest + 1);
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            return octets.length > longest ? text + "(more)" : text;
        }
    }
}

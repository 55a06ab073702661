package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.util.List;
import java.util.Optional;

/**
 * A media type with its parameters (RFC 2045 §5.1). Reading never fails: what is no media type is what a part without the
 * field is. Immutable.
 *
 * @param type upper case, such as {@code MULTIPART}
 * @param subtype upper case
 * @param ambiguous whether two readers may take it for different types, or split its multipart at different lines
 */
public record ContentType(String type, String subtype, Parameters parameters, boolean ambiguous) {
    /** Of what says nothing (RFC 2045 §5.2). */
    static final ContentType TEXT = new ContentType(
            "TEXT", "PLAIN", Parameters.of(List.of(new Parameters.Parameter("charset", "us-ascii"))), false);

    /** Of what says nothing within a multipart/digest (RFC 2046 §5.1.5). */
    static final ContentType MESSAGE = new ContentType("MESSAGE", "RFC822", Parameters.NONE, false);

    /** As which an opaque part is listed. */
    static final ContentType FILE = new ContentType("APPLICATION", "OCTET-STREAM", Parameters.NONE, false);

    private static final int LONGEST_BOUNDARY = 70;

    static ContentType of(HeaderSection header, boolean inDigest, Bounds bounds) {
        ContentType none = inDigest ? MESSAGE : TEXT;
        return header.octetValue("Content-Type")
                .map(value -> parse(value, none, bounds))
                .orElse(none);
    }

    /** Reads an unfolded field value. */
    public static ContentType parse(String value) {
        return parse(value, TEXT, Bounds.MAIL);
    }

    private static ContentType parse(String value, ContentType none, Bounds bounds) {
        Tokens tokens = new Tokens(value);
        String type = tokens.token();
        String subtype = tokens.take('/') ? tokens.token() : "";
        if (type.isEmpty() || subtype.isEmpty()) {
            return new ContentType(none.type(), none.subtype(), none.parameters(), true);
        }
        boolean ends = tokens.atEnd() || tokens.peek() == ';';
        Parameters parameters = Parameters.read(tokens, bounds);
        return new ContentType(
                Ascii.upper(type),
                Ascii.upper(subtype),
                parameters,
                !ends
                        || tokens.commented()
                        || tokens.irregular()
                        || !ParameterGrammar.isToken(type + subtype)
                        || parameters.ambiguous());
    }

    ContentType listedAsFile() {
        return new ContentType(FILE.type(), FILE.subtype(), FILE.parameters(), ambiguous);
    }

    ContentType listedAsText() {
        return new ContentType(TEXT.type(), TEXT.subtype(), TEXT.parameters(), ambiguous);
    }

    /** @param wanted in upper case */
    public boolean is(String wanted) {
        return type.equals(wanted);
    }

    /** @param wantedType and the subtype in upper case */
    public boolean is(String wantedType, String wantedSubtype) {
        return type.equals(wantedType) && subtype.equals(wantedSubtype);
    }

    public boolean isMultipart() {
        return is("MULTIPART");
    }

    /** A message in a message (RFC 2046 §5.2.1, RFC 6532 §3.7). */
    public boolean isMessage() {
        return is("MESSAGE", "RFC822") || is("MESSAGE", "GLOBAL");
    }

    /** Type and subtype in lower case, such as {@code multipart/mixed}. */
    public String name() {
        return Ascii.lower(type + "/" + subtype);
    }

    /** What delimits the parts of a multipart, each character one octet; empty where nothing does. */
    public Optional<String> boundary() {
        return parameters.first("boundary").filter(text -> !text.isEmpty());
    }

    /** The parameter as written or, without one, as RFC 2231 writes it. */
    public Optional<String> parameter(String name) {
        return parameters.first(name);
    }

    /** Whether a boundary is one that every reader takes whole (RFC 2046 §5.1.1). */
    static boolean isClearBoundary(String boundary) {
        if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY || isTrimmed(boundary)) {
            return false;
        }
        // beside the grammar's, the characters that real writers use and no reader trips over
        return boundary.chars()
                .allMatch(c -> c >= '0' && c <= '9'
                        || c >= 'A' && c <= 'Z'
                        || c >= 'a' && c <= 'z'
                        || "'()+_,-./:=? #$%&*@^|~!{}<>[]".indexOf(c) >= 0);
    }

    /** Whether some reader takes off what stands at its ends: spaces, and the second pair of quotes or brackets. */
    private static boolean isTrimmed(String boundary) {
        return boundary.startsWith(" ")
                || boundary.endsWith(" ")
                || boundary.startsWith("<") && boundary.endsWith(">")
                || boundary.startsWith("'") && boundary.endsWith("'");
    }
}

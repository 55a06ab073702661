package fr.mssgw.certs;

import fr.mssgw.certs.mime.Joined;
import fr.mssgw.core.mail.ContentType;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * What an S/MIME layer held, opaque or detached: a MIME entity (RFC 8551 §3.1), of which the reader gets the content under
 * the fields of the message that brought it. Where the entity is the payload, below all layers, and protects fields of the
 * message (RFC 9788, or as a whole message, RFC 8551 §3.1), the true Subject comes out with it; From, To and the others
 * remain those that were judged, and which of them differ is told.
 *
 * @param header the entity's fields; none where it begins with something else
 * @param fields those that are protected, of the message
 * @param body where the content lies
 */
record InnerEntity(HeaderSection header, ProtectedFields fields, Slice body) {

    /** @param outer of the message that brought the entity */
    static InnerEntity of(RawMessage entity, HeaderSection outer) throws IOException {
        HeaderSection header = HeaderSection.lenient(entity);
        if (header.fields().isEmpty() && header.irregular()) {
            return new InnerEntity(
                    HeaderSection.EMPTY,
                    ProtectedFields.NONE,
                    Slice.from(entity, 0)); // text without a section of its own
        }
        Slice body = Slice.from(entity, header.bodyOffset());
        ContentType type = header.contentType();
        if (SmimeTypes.isLayer(type)) {
            return new InnerEntity(header, ProtectedFields.NONE, body); // not yet the payload
        }
        ProtectedFields fields = ProtectedFields.of(header);
        if (fields.equals(ProtectedFields.NONE)
                && type.is("MESSAGE", "RFC822")
                && !header.has("Content-Transfer-Encoding")) {
            HeaderSection message = HeaderSection.lenient(body);
            boolean whole = Ascii.same(type.parameter("forwarded").orElse(""), "no") || sameAuthor(message, outer);
            if (whole) {
                return new InnerEntity(
                        message, ProtectedFields.ofWhole(message), Slice.from(body, message.bodyOffset()));
            }
        }
        return new InnerEntity(header, fields, body);
    }

    private static boolean sameAuthor(HeaderSection one, HeaderSection other) {
        Set<String> authors = ProtectedFields.addresses(one, "From");
        return !authors.isEmpty() && authors.equals(ProtectedFields.addresses(other, "From"));
    }

    /** The content under the fields of the message. @param owned closed with what is returned */
    RawMessage under(HeaderSection outer, RawMessage owned) {
        var octets = new ByteArrayOutputStream();
        octets.writeBytes(fields.under(outer.messageFields()));
        octets.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
        octets.writeBytes(header.contentFields().render());
        return new Joined(octets.toByteArray(), body, owned);
    }

    /**
     * The message whose payload this is, with the Subject that it protects in the place of another one; its body stays, as a
     * signature covers it. Empty where the Subject is the same, or none that a header section can hold.
     *
     * @param outer of the message
     * @param owned closed with what is returned
     */
    Optional<RawMessage> restored(RawMessage message, HeaderSection outer, RawMessage owned) {
        if (!fields.restoreSubject(outer)) {
            return Optional.empty();
        }
        var octets = new ByteArrayOutputStream();
        octets.writeBytes(fields.under(outer));
        octets.writeBytes(new byte[] {'\r', '\n'});
        return octets.size() > HeaderSection.MAX_OCTETS
                ? Optional.empty()
                : Optional.of(new Joined(octets.toByteArray(), Slice.from(message, outer.bodyOffset()), owned));
    }

    /** Which fields of the message outside differ from what is protected, in lower case. */
    Set<String> differing(HeaderSection outer) {
        return fields.differing(outer);
    }
}

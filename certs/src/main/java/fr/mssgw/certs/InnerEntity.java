package fr.mssgw.certs;

import fr.mssgw.certs.mime.Joined;
import fr.mssgw.core.mail.Address;
import fr.mssgw.core.mail.ContentType;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an S/MIME layer held: a MIME entity (RFC 8551 §3.1), of which the reader gets the content under the fields of the
 * message that brought it. Where the entity protects fields of the message (RFC 9788, or as a whole message,
 * RFC 8551 §3.1), the true Subject comes out with it; From, To and the others remain those that were judged, and which of
 * them differ is told.
 *
 * @param header the entity's fields; none where it begins with something else
 * @param fields those that are protected, of the message
 * @param body where the content lies
 */
record InnerEntity(HeaderSection header, HeaderSection fields, Slice body) {
    private static final List<String> COMPARED = List.of("Subject", "From", "To", "Cc", "Reply-To", "Date");
    /** What stands in the place of a Subject that is hidden (RFC 9788 §3.2.1 and what went before it). */
    private static final Set<String> HIDDEN = Set.of("[...]", "...", "", "encrypted message");

    private static final HeaderSection NONE = HeaderSection.lenient(new byte[0]);

    /** @param outer of the message that brought the entity */
    static InnerEntity of(RawMessage entity, HeaderSection outer) throws IOException {
        HeaderSection header = HeaderSection.lenient(entity);
        if (header.fields().isEmpty() && header.irregular()) {
            return new InnerEntity(NONE, NONE, Slice.from(entity, 0)); // text without a header section of its own
        }
        Slice body = Slice.from(entity, header.bodyOffset());
        ContentType type = header.contentType();
        if (type.parameter("hp").isPresent()
                || type.parameter("protected-headers").isPresent()) {
            return new InnerEntity(header, header, body);
        }
        if (type.is("MESSAGE", "RFC822") && !header.has("Content-Transfer-Encoding")) {
            HeaderSection message = HeaderSection.lenient(body);
            boolean whole = Ascii.same(type.parameter("forwarded").orElse(""), "no") || sameAuthor(message, outer);
            if (whole) {
                return new InnerEntity(message, message, Slice.from(body, message.bodyOffset()));
            }
        }
        return new InnerEntity(header, NONE, body);
    }

    private static boolean sameAuthor(HeaderSection one, HeaderSection other) {
        return !one.octetValues("From").isEmpty() && authors(one).equals(authors(other));
    }

    private static List<String> authors(HeaderSection header) {
        return header.octetValues("From").stream()
                .flatMap(value -> Address.parse(value).stream())
                .map(address -> Ascii.lower(address.mailbox() + "@" + address.host()))
                .toList();
    }

    /** The content under the fields of the message. @param owned closed with what is returned */
    RawMessage under(HeaderSection outer, RawMessage owned) {
        Optional<Field> subject =
                fields.fields().stream().filter(field -> field.is("Subject")).findFirst();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        HeaderSection message = outer.messageFields();
        octets.writeBytes(
                (subject.isPresent() ? message.without(name -> Ascii.same(name, "Subject")) : message).renderFields());
        subject.ifPresent(field -> octets.writeBytes(fields.only(field).renderFields()));
        octets.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
        octets.writeBytes(header.contentFields().render());
        return new Joined(octets.toByteArray(), body, owned);
    }

    /** Which protected fields say something else than those outside, in lower case; a hidden Subject does not count. */
    Set<String> differing(HeaderSection outer) {
        Set<String> differing = new LinkedHashSet<>();
        for (String name : COMPARED) {
            List<String> inside = texts(fields, name);
            List<String> outside = texts(outer, name);
            boolean hidden =
                    name.equals("Subject") && outside.stream().allMatch(text -> HIDDEN.contains(Ascii.lower(text)));
            if (!inside.isEmpty() && !inside.equals(outside) && !hidden) {
                differing.add(Ascii.lower(name));
            }
        }
        return differing;
    }

    private static List<String> texts(HeaderSection header, String name) {
        List<String> texts = new ArrayList<>();
        for (String value : header.values(name)) {
            texts.add(String.join(" ", EncodedWords.decode(value).strip().split("[ \t]+")));
        }
        return texts;
    }
}

package fr.mssgw.certs;

import fr.mssgw.core.mail.Address;
import fr.mssgw.core.mail.ContentType;
import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.MailDate;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fields of a message that its Cryptographic Payload carries under its signature or encryption (RFC 9788 §2): the true
 * ones, whatever became of those outside.
 *
 * @param fields none where the payload protects none
 * @param sent what the sender put outside in their place, as {@code HP-Outer} says (RFC 9788 §2.2); empty where nothing says
 *     so, and the same is to stand outside
 */
record ProtectedFields(HeaderSection fields, Optional<HeaderSection> sent) {
    private static final List<String> COMPARED = List.of("Subject", "From", "To", "Cc", "Reply-To", "Date");
    /** What stands in the place of a Subject that is hidden (RFC 9788 §3.2.1 and what went before it). */
    private static final Set<String> HIDDEN = Set.of("[...]", "...", "", "encrypted message");

    private static final String OUTER = "HP-Outer";

    static final ProtectedFields NONE = new ProtectedFields(HeaderSection.EMPTY, Optional.empty());

    /** Of a payload that says by a parameter of its Content-Type that it protects fields. */
    static ProtectedFields of(HeaderSection payload) {
        ContentType type = payload.contentType();
        Optional<String> protection = type.parameter("hp");
        if (protection.isEmpty() && type.parameter("protected-headers").isEmpty()) {
            return NONE;
        }
        boolean hides = Ascii.same(protection.orElse(""), "cipher") && payload.has(OUTER);
        return new ProtectedFields(payload, hides ? Optional.of(sent(payload)) : Optional.empty());
    }

    /** Each HP-Outer holds a field, name and value. */
    private static HeaderSection sent(HeaderSection payload) {
        var octets = new ByteArrayOutputStream();
        for (Field field : payload.fields()) {
            if (field.is(OUTER)) {
                String text = new String(field.octets(), StandardCharsets.ISO_8859_1);
                String inner = text.substring(text.indexOf(':') + 1).stripLeading();
                octets.writeBytes(inner.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return HeaderSection.lenient(octets.toByteArray());
    }

    /** Of a payload that is the whole message (RFC 8551 §3.1). @param message its header section */
    static ProtectedFields ofWhole(HeaderSection message) {
        return new ProtectedFields(message, Optional.empty());
    }

    /** The fields of the message outside, but with the Subject that is protected. */
    byte[] under(HeaderSection message) {
        Optional<Field> subject =
                fields.fields().stream().filter(field -> field.is("Subject")).findFirst();
        var octets = new ByteArrayOutputStream();
        octets.writeBytes(
                (subject.isPresent() ? message.without(name -> Ascii.same(name, "Subject")) : message).renderFields());
        subject.ifPresent(field -> octets.writeBytes(fields.only(field).renderFields()));
        return octets.toByteArray();
    }

    /** Whether a reader of the message outside would see another Subject than the one that is protected. */
    boolean restoreSubject(HeaderSection outer) {
        return fields.has("Subject")
                && !meant("Subject", fields).equals(meant("Subject", outer))
                && !fields.irregular();
    }

    /**
     * Which fields of the message outside say something else than the sender meant, in lower case: neither what is protected
     * nor what was put there in its place. A hidden Subject does not count.
     */
    Set<String> differing(HeaderSection outer) {
        Set<String> differing = new LinkedHashSet<>();
        for (String name : COMPARED) {
            Set<?> outside = meant(name, outer);
            boolean hidden = name.equals("Subject")
                    && outside.stream().allMatch(text -> HIDDEN.contains(Ascii.lower(text.toString())));
            boolean expected =
                    outside.equals(meant(name, fields)) || sent.isPresent() && outside.equals(meant(name, sent.get()));
            if (fields.has(name) && !expected && !hidden) {
                differing.add(Ascii.lower(name));
            }
        }
        return differing;
    }

    /** What readers make of a field, so that other quotes, names, zones and encodings are no difference. */
    private static Set<?> meant(String name, HeaderSection header) {
        return switch (name) {
            case "Subject" ->
                header.values(name).stream().map(ProtectedFields::text).collect(Collectors.toSet());
            case "Date" ->
                header.octetValues(name).stream().map(ProtectedFields::instant).collect(Collectors.toSet());
            default -> addresses(header, name);
        };
    }

    private static String text(String value) {
        return String.join(" ", EncodedWords.decode(value).strip().split("[ \t]+"));
    }

    private static Object instant(String value) {
        return MailDate.parse(value).<Object>map(date -> date.toInstant()).orElse(text(value));
    }

    /** The addresses of a field, each in lower case. */
    static Set<String> addresses(HeaderSection header, String name) {
        return header.octetValues(name).stream()
                .flatMap(value -> Address.parse(value).stream())
                .flatMap(address -> address.spelled().stream())
                .map(Ascii::lower)
                .collect(Collectors.toSet());
    }
}

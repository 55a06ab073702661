package fr.mssgw.certs;

import fr.mssgw.core.mail.ContentType;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.text.Ascii;
import java.util.Set;

/** How S/MIME shows in what describes a part (RFC 8551 §3.2 and §3.5). */
final class SmimeTypes {
    private static final Set<String> SIGNATURES =
            Set.of("application/pkcs7-signature", "application/x-pkcs7-signature");
    private static final Set<String> OBJECTS = Set.of("application/pkcs7-mime", "application/x-pkcs7-mime");

    private SmimeTypes() {}

    /** A detached signature of any kind, PGP's too. */
    static boolean isAnySignature(Part part) {
        return part.type().is("MULTIPART", "SIGNED");
    }

    static boolean isDetached(Part part) {
        return isDetached(part.type());
    }

    /** Whether something stands beside what is signed by whatever protocol: it has exactly two parts (RFC 1847 §2.1). */
    static boolean isMalformedSignature(Part part) {
        return isAnySignature(part) && (part.children().size() != 2 || !part.isClosed());
    }

    private static boolean isDetached(ContentType type) {
        return type.is("MULTIPART", "SIGNED")
                && type.parameter("protocol")
                        .map(protocol -> SIGNATURES.contains(Ascii.lower(protocol)))
                        .orElse(false);
    }

    /** Whether an entity of that type is a cryptographic layer, and not what lies below all of them (RFC 9788 §2). */
    static boolean isLayer(ContentType type) {
        return isDetached(type) || OBJECTS.contains(type.name()) && !isCertificates(type);
    }

    private static boolean isCertificates(ContentType type) {
        return Ascii.same(type.parameter("smime-type").orElse(""), "certs-only");
    }

    /**
     * What a detached signature of S/MIME is called (RFC 8551 §3.2.1). The two names mean the same, and programs that write
     * one as {@code protocol} and the other here exist.
     */
    static boolean isSignature(Part part) {
        return SIGNATURES.contains(part.type().name());
    }

    /** Encrypted or opaque-signed, also where an old program called it an unknown file. */
    static boolean isObject(Part part) {
        ContentType type = part.type();
        if (OBJECTS.contains(type.name())) {
            return !isCertificates(type)
                    && part.names().stream().noneMatch(name -> Ascii.lower(name).endsWith(".p7c"));
        }
        return type.is("APPLICATION", "OCTET-STREAM")
                && part.names().stream().anyMatch(name -> Ascii.lower(name).endsWith(".p7m"));
    }

    static boolean isOpaqueSigned(Part part) {
        return isObject(part) && Ascii.same(part.type().parameter("smime-type").orElse(""), "signed-data");
    }
}

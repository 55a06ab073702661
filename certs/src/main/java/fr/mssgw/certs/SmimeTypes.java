package fr.mssgw.certs;

import fr.mssgw.certs.mime.HeaderSection;
import fr.mssgw.certs.mime.MediaType;
import java.util.Locale;
import java.util.Set;

/** How S/MIME shows in a header section (RFC 8551 §3.2 and §3.5). */
final class SmimeTypes {
    private static final Set<String> SIGNATURES =
            Set.of("application/pkcs7-signature", "application/x-pkcs7-signature");
    private static final Set<String> OBJECTS = Set.of("application/pkcs7-mime", "application/x-pkcs7-mime");

    private SmimeTypes() {}

    /** A detached signature of any kind, PGP's too. */
    static boolean isAnySignature(HeaderSection header) {
        return header.mediaType().value().equals("multipart/signed");
    }

    static boolean isDetached(HeaderSection header) {
        return isAnySignature(header)
                && header.mediaType()
                        .parameter("protocol")
                        .map(protocol -> SIGNATURES.contains(protocol.toLowerCase(Locale.ROOT)))
                        .orElse(false);
    }

    /** Encrypted or opaque-signed, also where an old program called it an unknown file. */
    static boolean isObject(HeaderSection header) {
        MediaType type = header.mediaType();
        if (OBJECTS.contains(type.value())) {
            return !type.parameter("smime-type").orElse("").equalsIgnoreCase("certs-only")
                    && !fileName(header).endsWith(".p7c");
        }
        return type.value().equals("application/octet-stream")
                && fileName(header).endsWith(".p7m");
    }

    static boolean isOpaqueSigned(HeaderSection header) {
        return isObject(header)
                && header.mediaType().parameter("smime-type").orElse("").equalsIgnoreCase("signed-data");
    }

    private static String fileName(HeaderSection header) {
        return header.value("content-disposition")
                .map(MediaType::parse)
                .flatMap(disposition -> disposition.parameter("filename"))
                .or(() -> header.mediaType().parameter("name"))
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }
}

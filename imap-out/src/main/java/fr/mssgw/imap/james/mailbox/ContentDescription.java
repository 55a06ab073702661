package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mail.ContentType;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Parameters;
import fr.mssgw.core.mail.Tokens;
import fr.mssgw.core.text.Ascii;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;

/** What the Content-* fields of a header section say, in the form in which James builds a BODYSTRUCTURE. */
record ContentDescription(String mediaType, String subType, Properties properties) {
    static ContentDescription of(byte[] section) {
        HeaderSection header = HeaderSection.lenient(section);
        ContentType type = header.contentType();
        String mediaType = Ascii.lower(type.type());
        String subType = Ascii.lower(type.subtype());
        PropertyBuilder properties = new PropertyBuilder();
        properties.setMediaType(mediaType);
        properties.setSubType(subType);
        properties.setContentID(header.octetValue("Content-ID").orElse(null));
        properties.setContentDescription(
                header.octetValue("Content-Description").orElse(null));
        properties.setContentLocation(header.octetValue("Content-Location").orElse(null));
        properties.setContentMD5(header.octetValue("Content-MD5").orElse(null));
        properties.setContentTransferEncoding(header.octetValue("Content-Transfer-Encoding")
                .map(value -> Ascii.lower(new Tokens(value).token()))
                .orElse("7bit"));
        properties.setContentLanguage(languages(header));
        Tokens disposition = new Tokens(header.octetValue("Content-Disposition").orElse(""));
        String kind = disposition.token();
        if (!kind.isEmpty()) {
            properties.setContentDispositionType(Ascii.lower(kind));
            properties.setContentDispositionParameters(byName(Parameters.read(disposition)));
        }
        properties.setContentTypeParameters(byName(type.parameters()));
        type.parameter("charset").ifPresentOrElse(properties::setCharset, () -> {
            if (type.is("TEXT")) {
                properties.setCharset("us-ascii");
            }
        });
        return new ContentDescription(mediaType, subType, properties.build());
    }

    private static List<String> languages(HeaderSection header) {
        List<String> languages = new ArrayList<>();
        for (String value : header.octetValues("Content-Language")) {
            for (String language : value.split(",")) {
                languages.add(language.strip());
            }
        }
        return languages;
    }

    private static Map<String, String> byName(Parameters parameters) {
        Map<String, String> byName = new HashMap<>();
        parameters.written().forEach(one -> byName.putIfAbsent(Ascii.lower(one.name()), one.value()));
        return byName;
    }
}

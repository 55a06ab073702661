package fr.mssgw.imap.james.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.field.LenientFieldParser;
import org.apache.james.mime4j.message.DefaultBodyDescriptorBuilder;
import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/** What the Content-* fields of a header section say, in the form in which James builds a BODYSTRUCTURE. */
record ContentDescription(String mediaType, String subType, Properties properties) {
    static ContentDescription of(byte[] header) throws IOException {
        MimeTokenStream tokens = new MimeTokenStream(
                MimeConfig.PERMISSIVE,
                new DefaultBodyDescriptorBuilder(null, new LenientFieldParser(), DecodeMonitor.SILENT));
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        tokens.parse(new ByteArrayInputStream(header));
        try {
            EntityState state = tokens.getState();
            while (state != EntityState.T_BODY
                    && state != EntityState.T_START_MULTIPART
                    && state != EntityState.T_END_OF_STREAM) {
                state = tokens.next();
            }
            return of((MaximalBodyDescriptor) tokens.getBodyDescriptor());
        } catch (MimeException | ClassCastException unreadable) {
            return new ContentDescription("application", "octet-stream", new PropertyBuilder().build());
        }
    }

    private static ContentDescription of(MaximalBodyDescriptor fields) {
        String mediaType = fields.getMediaType() == null ? "text" : fields.getMediaType();
        String subType = fields.getSubType() == null ? "plain" : fields.getSubType();
        PropertyBuilder properties = new PropertyBuilder();
        properties.setMediaType(mediaType);
        properties.setSubType(subType);
        properties.setContentID(fields.getContentId());
        properties.setContentDescription(fields.getContentDescription());
        properties.setContentLocation(fields.getContentLocation());
        properties.setContentMD5(fields.getContentMD5Raw());
        properties.setContentTransferEncoding(fields.getTransferEncoding());
        properties.setContentLanguage(fields.getContentLanguage());
        properties.setContentDispositionType(fields.getContentDispositionType());
        properties.setContentDispositionParameters(fields.getContentDispositionParameters());
        properties.setContentTypeParameters(fields.getContentTypeParameters());
        if (fields.getCharset() != null) {
            properties.setCharset(fields.getCharset());
        } else if (mediaType.equalsIgnoreCase("text")) {
            properties.setCharset("us-ascii");
        }
        return new ContentDescription(mediaType, subType, properties.build());
    }
}

package fr.mssgw.sandbox.mes;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A submitted form, {@code multipart/form-data} (RFC 7578). */
record FormData(Map<String, String> fields, List<PatientMail.Attachment> files) {
    private static final int MOST_PARTS = 30;

    /** @throws IOException where it is no such form */
    static FormData read(byte[] body, String contentType) throws IOException {
        Map<String, String> fields = new HashMap<>();
        List<PatientMail.Attachment> files = new ArrayList<>();
        try {
            MimeMultipart form = new MimeMultipart(new ByteArrayDataSource(body, contentType));
            for (int index = 0; index < Math.min(form.getCount(), MOST_PARTS); index++) {
                BodyPart part = form.getBodyPart(index);
                String[] header = part.getHeader("Content-Disposition");
                if (header == null) {
                    continue;
                }
                ContentDisposition disposition = new ContentDisposition(header[0]);
                String name = utf8(disposition.getParameter("name"));
                String file = utf8(disposition.getParameter("filename"));
                byte[] content;
                try (InputStream in = part.getInputStream()) {
                    content = in.readAllBytes();
                }
                if (!file.isEmpty()) {
                    files.add(new PatientMail.Attachment(baseName(file), type(part), content));
                } else if (!name.equals("file")) {
                    fields.put(name, new String(content, StandardCharsets.UTF_8));
                }
            }
        } catch (MessagingException e) {
            throw new IOException("the form cannot be read", e);
        }
        return new FormData(fields, files);
    }

    private static String type(BodyPart part) throws MessagingException {
        String[] type = part.getHeader("Content-Type");
        return type == null || !type[0].matches("[\\w.+-]+/[\\w.+-]+") ? "application/octet-stream" : type[0];
    }

    static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    /** Browsers write names in UTF-8, Jakarta Mail reads headers octet by octet. */
    private static String utf8(@org.jspecify.annotations.Nullable String value) {
        if (value == null) {
            return "";
        }
        boolean octets = value.chars().allMatch(c -> c < 256);
        return octets ? new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8) : value;
    }

    String field(String name) {
        return fields.getOrDefault(name, "");
    }
}

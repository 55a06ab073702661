package fr.mssgw.sandbox.mes;

import jakarta.activation.DataSource;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A message as a reader sees it. What cannot be read is left out; nothing here fails because of a strange message.
 *
 * @param files decoded
 */
public record ReadMail(
        String from,
        String fromName,
        List<String> replyTo,
        String subject,
        @Nullable Date sent,
        String messageId,
        List<String> mssMes,
        List<String> receiptTo,
        String text,
        List<File> files) {
    private static final int DEEPEST = 20;
    private static final int MOST_FILES = 100;
    private static final int LONGEST_TEXT = 200_000;

    /** An attached file. */
    public record File(String name, String type, byte[] content) {}

    /** Reads a whole message. */
    public static ReadMail of(byte[] octets) {
        try {
            MimeMessage message = new MimeMessage(session(), new ByteArrayInputStream(octets));
            List<File> files = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            collect(message, text, files, 0);
            InternetAddress from = first(message, "From");
            return new ReadMail(
                    from == null ? "" : String.valueOf(from.getAddress()),
                    from == null || from.getPersonal() == null ? "" : from.getPersonal(),
                    all(message, "Reply-To"),
                    subject(message),
                    message.getSentDate(),
                    header(message, "Message-ID"),
                    headers(message, "X-MSS-MES"),
                    all(message, "Disposition-Notification-To"),
                    text.toString(),
                    List.copyOf(files));
        } catch (MessagingException e) {
            return new ReadMail(
                    "", "", List.of(), "(message illisible)", null, "", List.of(), List.of(), "", List.of());
        }
    }

    static Session session() {
        Properties lenient = new Properties();
        lenient.setProperty("mail.mime.address.strict", "false");
        lenient.setProperty("mail.mime.allowutf8", "true");
        return Session.getInstance(lenient);
    }

    private static void collect(Part part, StringBuilder text, List<File> files, int depth) {
        if (depth > DEEPEST || files.size() >= MOST_FILES) {
            return;
        }
        try {
            if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart multipart) {
                for (int index = 0; index < multipart.getCount(); index++) {
                    collect(multipart.getBodyPart(index), text, files, depth + 1);
                }
            } else if (part.getFileName() == null && part.isMimeType("text/plain")) {
                append(text, decoded(part));
            } else if (part.getFileName() == null && part.isMimeType("text/html")) {
                if (text.length() == 0) {
                    append(text, decoded(part).replaceAll("(?s)<[^>]*>", " ").replaceAll("[ \\t]+", " "));
                }
            } else if (!part.isMimeType("application/pkcs7-signature")
                    && !part.isMimeType("application/x-pkcs7-signature")) {
                files.add(new File(name(part, files.size()), type(part), octets(part)));
            }
        } catch (MessagingException | IOException | IllegalArgumentException unreadable) {
            append(text, "\n[une partie de ce message est illisible]\n");
        }
    }

    private static void append(StringBuilder text, String more) {
        text.append(more, 0, Math.min(more.length(), Math.max(0, LONGEST_TEXT - text.length())));
    }

    private static String decoded(Part part) throws MessagingException, IOException {
        String charset = new jakarta.mail.internet.ContentType(part.getContentType()).getParameter("charset");
        Charset known = StandardCharsets.UTF_8;
        if (charset != null) {
            try {
                known = Charset.forName(MimeUtility.javaCharset(charset));
            } catch (IllegalArgumentException unknown) {
                known = StandardCharsets.ISO_8859_1;
            }
        }
        return new String(octets(part), known);
    }

    private static byte[] octets(Part part) throws MessagingException, IOException {
        DataSource source = part.getDataHandler().getDataSource();
        try (InputStream in = source == null ? part.getInputStream() : source.getInputStream()) {
            return in.readAllBytes();
        }
    }

    private static String name(Part part, int index) throws MessagingException {
        String name = part.getFileName();
        if (name == null) {
            return part.isMimeType("message/*") ? "message-" + (index + 1) + ".eml" : "fichier-" + (index + 1);
        }
        try {
            return MimeUtility.decodeText(name);
        } catch (java.io.UnsupportedEncodingException e) {
            return name;
        }
    }

    private static String type(Part part) throws MessagingException {
        return new jakarta.mail.internet.ContentType(part.getContentType())
                .getBaseType()
                .toLowerCase(Locale.ROOT);
    }

    private static String subject(MimeMessage message) throws MessagingException {
        String subject = message.getSubject();
        return subject == null ? "" : subject;
    }

    private static String header(MimeMessage message, String name) throws MessagingException {
        String value = message.getHeader(name, null);
        return value == null ? "" : value.strip();
    }

    private static List<String> headers(MimeMessage message, String name) throws MessagingException {
        String[] values = message.getHeader(name);
        return values == null ? List.of() : List.of(values);
    }

    private static @Nullable InternetAddress first(MimeMessage message, String name) {
        try {
            String value = message.getHeader(name, ",");
            InternetAddress[] parsed =
                    value == null ? new InternetAddress[0] : InternetAddress.parseHeader(value, false);
            return parsed.length == 0 ? null : parsed[0];
        } catch (MessagingException unreadable) {
            return null;
        }
    }

    private static List<String> all(MimeMessage message, String name) {
        try {
            String value = message.getHeader(name, ",");
            List<String> addresses = new ArrayList<>();
            for (Address address : value == null ? new InternetAddress[0] : InternetAddress.parseHeader(value, false)) {
                addresses.add(((InternetAddress) address).getAddress());
            }
            return addresses;
        } catch (MessagingException unreadable) {
            return List.of();
        }
    }
}

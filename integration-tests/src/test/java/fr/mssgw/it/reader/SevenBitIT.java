package fr.mssgw.it.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.mime.SevenBit;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.RawMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.angus.mail.util.DecodingException;
import org.junit.jupiter.api.Test;

/**
 * Jakarta Mail decodes the same octets of every part before and after we put a mail into seven bits, as we do before we sign
 * it and before a BAL here reads what was opened. The relay itself changes nothing ({@code relay.ContentWriter}).
 */
class SevenBitIT {
    private static final long SEED = Long.getLong("readers.seed", 20261130);
    private static final int MAILS = Integer.getInteger("readers.mails", 800);

    @Test
    void jakartaMailDecodesTheSameOctetsOfEveryPartBeforeAndAfter() throws Exception {
        int written = 0;
        int changed = 0;
        int signed = 0;
        List<byte[]> mails = OddMails.make(SEED, MAILS);
        for (int i = 0; i < mails.size(); i++) {
            byte[] before = mails.get(i);
            Structure structure = Structure.read(RawMessage.of(before));
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            if (!SevenBit.write(RawMessage.of(before), structure, content)) {
                assertThat(content.size()).isZero();
                continue;
            }
            ByteArrayOutputStream after = new ByteArrayOutputStream();
            after.writeBytes(structure.root().header().messageFields().renderFields());
            after.writeBytes(content.toByteArray());
            labelsAreTrue("", new MimeMessage(null, new ByteArrayInputStream(after.toByteArray())), i);
            Map<String, String> first = decoded(before);
            assertThat(decoded(after.toByteArray()))
                    .as("mail %d:%n%s%nbecame%n%s", i, new String(before, ISO_8859_1), after.toString(ISO_8859_1))
                    .isEqualTo(first);
            written++;
            changed += new String(before, ISO_8859_1).contains(content.toString(ISO_8859_1)) ? 0 : 1;
            signed += first.keySet().stream().anyMatch(place -> place.endsWith("signed")) ? 1 : 0;
        }
        System.out.println(written + " of " + MAILS + " mails put into seven bits, " + changed + " of them changed, "
                + signed + " with a signed part");
        assertThat(changed).isGreaterThan(MAILS / 10);
        assertThat(signed).isGreaterThan(MAILS / 100);
    }

    /** The decoded content of each part by its place; a signed one as it stands. */
    private static Map<String, String> decoded(byte[] mail) throws MessagingException, IOException {
        Map<String, String> contents = new TreeMap<>();
        collect("", new MimeMessage(null, new ByteArrayInputStream(mail)), contents);
        return contents;
    }

    private static void collect(String place, Part part, Map<String, String> contents)
            throws MessagingException, IOException {
        if (part.isMimeType("multipart/signed")) {
            contents.put(place + " signed", raw(part));
        } else if (part.isMimeType("multipart/*")) {
            List<Part> parts = parts(part);
            for (int i = 0; i < parts.size(); i++) {
                collect(place + "." + (i + 1), parts.get(i), contents);
            }
        } else if (part.isMimeType("message/rfc822")) {
            collect(place + ".m", (Part) part.getContent(), contents);
        } else {
            contents.put(place + " " + part.getContentType() + " " + part.getFileName(), content(part));
        }
    }

    /** RFC 2045 §6.4: what holds others and is called 7bit holds no other octets, whatever lies in it. */
    private static void labelsAreTrue(String place, Part part, int mail) throws MessagingException, IOException {
        String[] label = part.getHeader("Content-Transfer-Encoding");
        if (part.isMimeType("multipart/signed")) {
            return; // kept as it is, with its labels
        }
        boolean sevenBit = label == null || label[0].strip().equalsIgnoreCase("7bit");
        if (sevenBit && (part.isMimeType("multipart/*") || part.isMimeType("message/rfc822"))) {
            assertThat(raw(part)).as("mail %d, part %s", mail, place).matches("\\A\\p{ASCII}*+\\z");
        }
        if (part.isMimeType("multipart/*")) {
            List<Part> parts = parts(part);
            for (int i = 0; i < parts.size(); i++) {
                labelsAreTrue(place + "." + (i + 1), parts.get(i), mail);
            }
        } else if (part.isMimeType("message/rfc822")) {
            labelsAreTrue(place + ".m", (Part) part.getContent(), mail);
        }
    }

    /** None where Jakarta Mail finds no delimiter; those of a digest are messages (RFC 2046 §5.1.5), which it does not know. */
    private static List<Part> parts(Part multipart) throws MessagingException, IOException {
        List<Part> parts = new ArrayList<>();
        try {
            Multipart content = (Multipart) multipart.getContent();
            for (int i = 0; i < content.getCount(); i++) {
                Part part = content.getBodyPart(i);
                boolean message = multipart.isMimeType("multipart/digest") && part.getHeader("Content-Type") == null;
                parts.add(message ? new MimeMessage(null, ((MimeBodyPart) part).getRawInputStream()) : part);
            }
        } catch (ParseException empty) {
            assertThat(parts).isEmpty();
        }
        return parts;
    }

    /** As it stands where Jakarta Mail knows no such encoding; as far as it can decode. */
    private static String content(Part part) throws MessagingException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (InputStream in = part.isMimeType("message/*") ? decodedMessage((MimePart) part) : part.getInputStream()) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                octets.write(octet);
            }
        } catch (DecodingException malformed) {
            octets.writeBytes("...".getBytes(ISO_8859_1));
        } catch (MessagingException unknown) {
            return raw(part);
        }
        return octets.toString(ISO_8859_1);
    }

    /** Jakarta Mail decodes no message type by itself, as none but those of RFC 6532 may be encoded (RFC 2046 §5.2). */
    private static InputStream decodedMessage(MimePart part) throws MessagingException, IOException {
        InputStream in = new ByteArrayInputStream(raw(part).getBytes(ISO_8859_1));
        return part.getEncoding() == null ? in : MimeUtility.decode(in, part.getEncoding());
    }

    private static String raw(Part part) throws MessagingException, IOException {
        try (InputStream in = part instanceof MimeMessage message
                ? message.getRawInputStream()
                : ((MimeBodyPart) part).getRawInputStream()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }
}

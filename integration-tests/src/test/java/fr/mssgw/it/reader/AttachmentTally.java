package fr.mssgw.it.reader;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which files mailparser finds in a mail, and which we do by its definition of a file. */
final class AttachmentTally {
    private final Map<String, Integer> named = new TreeMap<>();
    private final List<String> nameless = new ArrayList<>();
    private int mails;
    private int agreed;

    void compare(int number, byte[] mail, String theirs) throws IOException, GeneralSecurityException {
        Structure reading = Structure.read(new ByteArrayInputStream(mail));
        List<String> files = new ArrayList<>();
        collect(reading.root(), mail, files);
        String ours = String.join(" ", files);
        mails++;
        if (ours.equals(theirs)) {
            agreed++;
        } else if (!reading.ambiguities().isEmpty() || hasOddBase64(reading, mail)) {
            named.merge("AMBIGUOUS", 1, Integer::sum);
        } else {
            name(reading.root(), false)
                    .ifPresentOrElse(
                            name -> named.merge(name, 1, Integer::sum),
                            () -> nameless.add("mail " + number + "\n  ours   " + ours + "\n  theirs " + theirs));
        }
    }

    private static boolean hasOddBase64(Structure reading, byte[] mail) throws IOException {
        try {
            return reading.leaves(
                            RawMessage.of(mail), (part, content) -> content.transferTo(OutputStream.nullOutputStream()))
                    .isPresent();
        } catch (MalformedMessage e) {
            throw new IllegalStateException("nothing is judged here", e);
        }
    }

    /** The difference that some part explains: see docs/reader-differences.md. */
    private static Optional<String> name(Part part, boolean inDigest) {
        String type = part.header().octetValue("Content-Type").orElse("");
        if (type.isEmpty() && inDigest) {
            return Optional.of("DEFAULT_OF_A_DIGEST"); // RFC 2046 §5.1.5
        }
        if (type.isEmpty() && part.header().has("Content-Disposition")) {
            return Optional.of("DEFAULT_TYPE"); // RFC 2045 §5.2
        }
        if (type.split(";", 2)[0].strip().contains(" ")) {
            return Optional.of("SPACES_IN_A_TYPE"); // RFC 2045 §5.1 with RFC 822 §3.1.4
        }
        if (part.isLeaf() && part.size() == 0) {
            return Optional.of("LINE_END_BEFORE_A_DELIMITER"); // RFC 2046 §5.1.1
        }
        return part.children().stream()
                .flatMap(child -> name(child, part.type().is("MULTIPART", "DIGEST")).stream())
                .findFirst();
    }

    /** A file is what is no text or is not shown within the mail; a message is opened where it is to be shown. */
    private static void collect(Part part, byte[] mail, List<String> files)
            throws IOException, GeneralSecurityException {
        String disposition =
                part.header().octetValue("Content-Disposition").orElse("").strip();
        String kind = disposition.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean shown = kind.isEmpty() || kind.equals("inline");
        boolean text = part.type().is("TEXT", "PLAIN") || part.type().is("TEXT", "HTML");
        if (part.isMultipart() || part.message().isPresent() && kind.equals("inline")) {
            for (Part child : part.children()) {
                collect(child, mail, files);
            }
        } else if (!text || !shown) {
            byte[] content;
            try (InputStream in = part.content(RawMessage.of(mail))) {
                content = in.readAllBytes();
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            files.add(content.length + ":" + HexFormat.of().formatHex(digest));
        }
    }

    void check() {
        System.out.println("mailparser finds the same files in " + agreed + " of " + mails
                + " mails; mails that differ: " + named);
        assertThat(nameless)
                .as("%d differences from mailparser without a name", nameless.size())
                .isEmpty();
        assertThat(agreed).isGreaterThan(mails / 3);
    }
}

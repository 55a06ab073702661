package fr.mssgw.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.report.RecipientStatus.Outcome;
import fr.mssgw.core.text.Ascii;
import jakarta.mail.internet.InternetHeaders;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.junit.jupiter.api.Test;

/**
 * What Jakarta Mail reads in the forms of other servers, taken by the letter of RFC 3464 §2.3, is what we take it for. We
 * understand more; where, is listed here and in {@code docs/reader-differences.md}.
 */
class OtherReportReaderFormsTest {
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    /** Where we understand more than the letter of the RFC, or Jakarta Mail less. */
    private enum Beyond {
        /** RFC 3464 §2.1: the first block is the message's; Jakarta Mail takes a recipient's that comes first for it. */
        NO_BLOCK_OF_THE_MESSAGE,
        /** RFC 3464 §2.3.2 to §2.3.4: recipient, action and status are required; we make them out from what is there. */
        MISSING_FIELD,
        /** RFC 3464 §2.3.1: where it was rewritten on the way, we take the patient's. */
        ORIGINAL_RECIPIENT,
        /** RFC 3464 §2.3.2: a type, a semicolon and an address as it is, without brackets, needless quotes or xtext. */
        WRITTEN_ADDRESS,
        /** RFC 3464 §2.3.4: a code, and at most a comment behind it. */
        STATUS_WITH_MORE,
        /** RFC 3464 §2.1: 7bit; Jakarta Mail decodes no encoding of a message's type. */
        ENCODED,
        /** RFC 6533 §4: Jakarta Mail does not know the types of UTF-8. */
        GLOBAL_TYPE
    }

    private static final Map<String, Beyond> LISTED = Map.ofEntries(
            Map.entry("dsn/angle-brackets.eml", Beyond.WRITTEN_ADDRESS),
            Map.entry("dsn/base64.eml", Beyond.ENCODED),
            Map.entry("dsn/diagnostic-only.eml", Beyond.MISSING_FIELD),
            Map.entry("dsn/mcafee.eml", Beyond.NO_BLOCK_OF_THE_MESSAGE),
            Map.entry("dsn/no-action.eml", Beyond.MISSING_FIELD),
            Map.entry("dsn/no-block-of-the-message.eml", Beyond.NO_BLOCK_OF_THE_MESSAGE),
            Map.entry("dsn/no-status.eml", Beyond.MISSING_FIELD),
            Map.entry("dsn/one-block-for-all.eml", Beyond.NO_BLOCK_OF_THE_MESSAGE),
            Map.entry("dsn/original-recipient-only.eml", Beyond.MISSING_FIELD),
            Map.entry("dsn/quoted-address.eml", Beyond.WRITTEN_ADDRESS),
            Map.entry("dsn/quoted-printable.eml", Beyond.ENCODED),
            Map.entry("dsn/rewritten-recipient.eml", Beyond.ORIGINAL_RECIPIENT),
            Map.entry("dsn/status-with-reply.eml", Beyond.STATUS_WITH_MORE),
            Map.entry("dsn/utf8-address.eml", Beyond.GLOBAL_TYPE),
            Map.entry("dsn/utf8-xtext-address.eml", Beyond.GLOBAL_TYPE),
            Map.entry("dsn/xtext-address.eml", Beyond.WRITTEN_ADDRESS),
            Map.entry("none/delay-by-status.eml", Beyond.MISSING_FIELD),
            Map.entry("none/mixed-delay.eml", Beyond.NO_BLOCK_OF_THE_MESSAGE),
            Map.entry("none/report-of-a-person.eml", Beyond.NO_BLOCK_OF_THE_MESSAGE));

    /** What somebody says of one recipient. */
    private record Said(String address, Outcome outcome, String code) {}

    @Test
    void bothUnderstandTheFormsOfOtherServersAlikeButForTheListedOnes() throws Exception {
        Map<String, String> found = new TreeMap<>();
        int alike = 0;
        for (Path file : forms()) {
            byte[] octets = Files.readString(file).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            List<Said> ours = ours(octets);
            List<Said> theirs = theirs(octets);
            if (!ours.equals(theirs)) {
                found.put(file.getParent().getFileName() + "/" + file.getFileName(), ours + " but " + theirs);
            } else if (!ours.isEmpty()) {
                alike++;
            }
        }
        assertThat(found.keySet())
                .as(String.join(
                        "%n", found.entrySet().stream().map(Object::toString).toList()))
                .isEqualTo(LISTED.keySet());
        assertThat(LISTED.values()).contains(Beyond.values());
        assertThat(alike).isGreaterThan(10);
    }

    private static List<Path> forms() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(OtherReportReaderFormsTest.class.getResource("dsn"))
                .toURI());
        try (Stream<Path> files = Files.walk(folder.getParent())) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Said> ours(byte[] octets) throws Exception {
        RawMessage mail = RawMessage.of(octets);
        return RecipientStatus.in(
                        ReportMail.read(mail, HeaderSection.read(mail)).status())
                .stream()
                .map(status -> new Said(status.address(), status.outcome(), status.code()))
                .toList();
    }

    private static List<Said> theirs(byte[] octets) throws Exception {
        DeliveryStatus status = JakartaReports.find(JakartaReports.mail(octets), DeliveryStatus.class)
                .orElseGet(OtherReportReaderFormsTest::none);
        List<Said> said = new ArrayList<>();
        for (int i = 0; i < status.getRecipientDSNCount(); i++) {
            InternetHeaders fields = status.getRecipientDSN(i);
            if (fields.getAllHeaders().hasMoreElements()) {
                said.add(said(fields));
            }
        }
        return said;
    }

    private static DeliveryStatus none() {
        try {
            return new DeliveryStatus();
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    /** By the letter, which allows a comment behind each value (RFC 3464 §2.1). */
    private static Said said(InternetHeaders fields) {
        String recipient = withoutComment(fields, "Final-Recipient");
        Outcome outcome =
                switch (Ascii.lower(withoutComment(fields, "Action"))) {
                    case "failed" -> Outcome.FAILED;
                    case "delayed" -> Outcome.DELAYED;
                    case "delivered", "relayed", "expanded" -> Outcome.DONE;
                    default -> Outcome.UNKNOWN;
                };
        Matcher code = STATUS.matcher(withoutComment(fields, "Status"));
        return new Said(
                Ascii.lower(recipient.substring(recipient.indexOf(';') + 1).strip()),
                outcome,
                code.matches() ? code.group() : "");
    }

    private static String withoutComment(InternetHeaders fields, String name) {
        String value = JakartaReports.value(fields, name).orElse("");
        int comment = value.endsWith(")") ? value.indexOf('(') : -1;
        return (comment < 0 ? value : value.substring(0, comment)).strip();
    }
}

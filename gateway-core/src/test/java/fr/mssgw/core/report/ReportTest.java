package fr.mssgw.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.People;
import fr.mssgw.core.mail.Enclosure;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Read;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.report.Report.Action;
import fr.mssgw.core.report.Report.Recipient;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

    private static DsnRequest asked(String original) {
        return new DsnRequest(Set.of(), Optional.of(original));
    }

    private static Report report(Optional<String> envelopeId, Recipient... recipients) {
        return Report.on(envelopeId, "mx.demo.mssante.fr", NOON, List.of(recipients));
    }

    private static Letter letter(Report report, Enclosure... enclosed) {
        Letter.Builder letter = Letter.from(
                        Sender.postmaster(People.DOMAIN), People.JEAN_DUPONT, QueueId.random(), NOON)
                .text("Votre message n'a pas été remis.")
                .reporting(report);
        for (Enclosure one : enclosed) {
            letter.enclosing(one);
        }
        return letter.build();
    }

    @Test
    void aSoftwareReadsEveryFieldOfEveryRecipient() throws Exception {
        Recipient delayed = Recipient.of(
                        People.CLAIRE_MARTIN.address(), asked("rfc822;x+2By@z.fr"), Action.DELAYED, "4.4.1")
                .answered(Optional.of("mx.pair.mssante.fr"), Optional.of("451 4.4.1 réessayez\r\nplus tard"))
                .tried(NOON.plusSeconds(60), Optional.of(NOON.plusSeconds(3_600)));
        Recipient delivered = Recipient.of(People.PATIENT.address(), DsnRequest.NONE, Action.DELIVERED, "2.0.0");
        MimeMultipart parts = Read.parts(letter(report(Optional.of("env+201"), delayed, delivered)));

        assertThat(parts.getContentType()).contains("multipart/report; report-type=delivery-status;");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Votre message n'a pas été remis.");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(Read.text(parts.getBodyPart(1).getInputStream()).replace("\r\n", "\n"))
                .isEqualTo(
                        """
                Original-Envelope-Id: env 1
                Reporting-MTA: dns; mx.demo.mssante.fr
                Arrival-Date: Mon, 2 Nov 2026 12:00:00 +0000

                Original-Recipient: rfc822;x+y@z.fr
                Final-Recipient: rfc822; claire.martin@demo.mssante.fr
                Action: delayed
                Status: 4.4.1
                Remote-MTA: dns; mx.pair.mssante.fr
                Diagnostic-Code: smtp; 451 4.4.1 r?essayez plus tard
                Last-Attempt-Date: Mon, 2 Nov 2026 12:01:00 +0000
                Will-Retry-Until: Mon, 2 Nov 2026 13:00:00 +0000

                Final-Recipient: rfc822; 279035121518989@patient.mssante.fr
                Action: delivered
                Status: 2.0.0
                """);
    }

    @Property(tries = 1_000)
    void whateverOthersSayTheFieldsAreOurs(
            @ForAll String diagnostic, @ForAll String envelopeId, @ForAll String original, @ForAll String status) {
        Recipient one = Recipient.of(People.JEAN_DUPONT, asked(original), Action.FAILED, status)
                .answered(Optional.of(diagnostic), Optional.of("550 " + diagnostic));
        Report report = report(Optional.of(envelopeId), one);

        Read.isWellFormed(letter(report));
        String blocks = report.render(ZoneOffset.UTC);
        assertThat(blocks.split("\r\n\r\n", -1)).hasSize(2);
        assertThat(blocks.lines().filter(line -> !line.isEmpty() && line.charAt(0) != ' '))
                .allMatch(line -> line.matches("(Original-Envelope-Id|Reporting-MTA|Arrival-Date|Original-Recipient"
                        + "|Final-Recipient|Action|Status|Remote-MTA|Diagnostic-Code): [!-~].*"));
        assertThat(blocks.lines()).noneMatch(line -> line.length() > 1 && line.isBlank());
    }

    @Test
    void aLongReplyIsFoldedAndCut() {
        Recipient one = Recipient.of(People.JEAN_DUPONT, DsnRequest.NONE, Action.FAILED, "5.1.1")
                .answered(Optional.empty(), Optional.of("550 " + "non ".repeat(100_000)));
        String blocks = report(Optional.empty(), one).render(ZoneOffset.UTC);
        assertThat(blocks.length()).isLessThan(1_000);
        assertThat(blocks).contains("Diagnostic-Code: smtp; 550 non").endsWith("(...)\r\n");
        assertThat(blocks.lines()).allMatch(line -> line.length() <= 78);
    }

    @Test
    void aStatusThatIsNoneBecomesTheUsualOneOfTheAction() {
        assertThat(Recipient.of(People.JEAN_DUPONT, DsnRequest.NONE, Action.DELAYED, "plus tard")
                        .status())
                .isEqualTo("4.0.0");
    }

    @Property(tries = 500)
    void anyHeaderSectionComesBackAsItWas(@ForAll byte[] octets) throws Exception {
        BodyPart returned = Read.parts(letter(report(Optional.empty()), Enclosure.headerSection(octets)))
                .getBodyPart(2);
        assertThat(returned.getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(returned.getInputStream().readAllBytes()).isEqualTo(octets);
    }

    @Test
    void aHeaderSectionThatAsciiOrShortLinesCannotHoldIsQuotedPrintable() throws Exception {
        String plain = "Subject: a=b \r\n\tc\r\n";
        for (String octets :
                List.of(plain, "Subject: été \r\nX: = \t\r\n", "References: " + "<a@b.fr> ".repeat(200) + "\r\n")) {
            Letter letter =
                    letter(report(Optional.empty()), Enclosure.headerSection(octets.getBytes(StandardCharsets.UTF_8)));
            Read.isWellFormed(letter);
            BodyPart returned = Read.parts(letter).getBodyPart(2);
            assertThat(Read.text(returned.getInputStream())).isEqualTo(octets);
            assertThat(returned.getHeader("Content-Transfer-Encoding"))
                    .containsExactly(octets.equals(plain) ? "7bit" : "quoted-printable");
        }
    }

    @Test
    void aWholeMessageComesBackOctetForOctetAndTheReportSaysThatItIsEightBit() throws Exception {
        byte[] octets = "Subject: été\r\n\r\nCorps\r\n".getBytes(StandardCharsets.UTF_8);
        Letter letter = letter(report(Optional.empty()), Enclosure.message(RawMessage.of(octets)));
        assertThat(Read.mail(letter).getHeader("Content-Transfer-Encoding", null))
                .isEqualTo("8bit");
        BodyPart returned = Read.parts(letter).getBodyPart(2);
        assertThat(returned.getContentType()).isEqualTo("message/rfc822");
        assertThat(returned.getInputStream().readAllBytes()).isEqualTo(octets);
    }
}

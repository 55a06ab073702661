package fr.mssgw.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.GeneratedReport;
import fr.mssgw.core.fixture.People;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Enclosure;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Read;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.mail.Xtext;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.report.Report.Action;
import fr.mssgw.core.report.Report.Recipient;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.DispositionNotification;
import org.eclipse.angus.mail.dsn.MultipartReport;

/**
 * Jakarta Mail reads our reports as they were meant, and the same fields as we in those of others. It writes none of the
 * gateway's mail and shares no reader with it.
 */
class OtherReportReaderTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final String HOST = "mx.demo.mssante.fr";
    private static final String WORDS = "Votre message n'a pas pu être remis.";
    private static final byte[] ORIGINAL =
            ("From: <claire.martin@demo.mssante.fr>\r\nSubject: Résultats\r\nMessage-ID: " + GeneratedReport.ORIGINAL
                            + "\r\n\r\nCorps accentué.\r\n")
                    .getBytes(StandardCharsets.UTF_8);

    @Property(tries = 300)
    void jakartaMailReadsInOurReportsWhatWasMeant(
            @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("recipients") Recipient> recipients,
            @ForAll("texts") String envelopeId,
            @ForAll boolean whole)
            throws Exception {
        MimeMessage mail = Read.mail(letter(recipients, envelopeId, whole));

        assertThat(mail.getContent()).isInstanceOf(MultipartReport.class);
        MultipartReport report = (MultipartReport) mail.getContent();
        assertThat(report.getText()).isEqualTo(WORDS);
        assertThat(report.getReturnedMessage().getMessageID()).isEqualTo(GeneratedReport.ORIGINAL);
        DeliveryStatus status = (DeliveryStatus) report.getReport();
        InternetHeaders ofMessage = status.getMessageDSN();
        assertThat(JakartaReports.value(ofMessage, "Original-Envelope-Id")).hasValue(envelopeId);
        assertThat(JakartaReports.value(ofMessage, "Reporting-MTA")).hasValue("dns; " + HOST);
        assertThat(date(ofMessage, "Arrival-Date")).hasValue(NOON);
        assertThat(status.getRecipientDSNCount()).isEqualTo(recipients.size());
        for (int i = 0; i < recipients.size(); i++) {
            means(status.getRecipientDSN(i), recipients.get(i));
        }
    }

    private static Letter letter(List<Recipient> recipients, String envelopeId, boolean whole) throws Exception {
        Report report = Report.on(Optional.of(Xtext.encode(envelopeId)), HOST, NOON, recipients);
        int header = new String(ORIGINAL, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 2;
        return Letter.from(Sender.postmaster(People.DOMAIN), People.JEAN_DUPONT, QueueId.random(), NOON)
                .text(WORDS)
                .reporting(report)
                .enclosing(
                        whole
                                ? Enclosure.message(RawMessage.of(ORIGINAL))
                                : Enclosure.headerSection(java.util.Arrays.copyOf(ORIGINAL, header)))
                .build();
    }

    private static void means(InternetHeaders read, Recipient meant) throws Exception {
        assertThat(JakartaReports.value(read, "Final-Recipient"))
                .hasValue("rfc822; " + meant.address().wireForm());
        assertThat(JakartaReports.value(read, "Action")).hasValue(meant.action().field());
        assertThat(JakartaReports.value(read, "Status")).hasValue(meant.status());
        assertThat(JakartaReports.value(read, "Original-Recipient")).isEqualTo(meant.original());
        assertThat(JakartaReports.value(read, "Remote-MTA"))
                .isEqualTo(meant.remoteMta().map(host -> "dns; " + host));
        assertThat(JakartaReports.value(read, "Diagnostic-Code"))
                .isEqualTo(meant.diagnostic().map(reply -> "smtp; " + reply));
        assertThat(date(read, "Last-Attempt-Date")).isEqualTo(meant.lastAttempt());
        assertThat(date(read, "Will-Retry-Until")).isEqualTo(meant.retriedUntil());
    }

    private static Optional<Instant> date(InternetHeaders headers, String name) throws java.text.ParseException {
        Optional<String> value = JakartaReports.value(headers, name);
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(new MailDateFormat().parse(value.get()).toInstant());
    }

    /** Printable ASCII with single spaces inside: what a report may say without a change (RFC 3464 §2.1.2). */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(12)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(words -> String.join(" ", words));
    }

    @Provide
    Arbitrary<Recipient> recipients() {
        Arbitrary<MssAddress> addresses = Arbitraries.of(
                People.JEAN_DUPONT,
                People.CLAIRE_MARTIN.address(),
                People.PATIENT.address(),
                MssAddress.parse("x" + "y".repeat(60) + "@pair.mssante.fr"));
        Arbitrary<String> codes = Combinators.combine(
                        Arbitraries.of(2, 4, 5),
                        Arbitraries.integers().between(0, 999),
                        Arbitraries.integers().between(0, 999))
                .as("%d.%d.%d"::formatted);
        Arbitrary<Optional<Instant>> times = Arbitraries.longs()
                .between(0, 4_000_000_000L)
                .map(Instant::ofEpochSecond)
                .optional();
        return Combinators.combine(
                        addresses,
                        Arbitraries.of(Action.values()),
                        codes,
                        texts().map(text -> "rfc822;" + text).optional(),
                        Arbitraries.of("mx.pair.mssante.fr", "[192.0.2.1]").optional(),
                        texts().optional(),
                        times,
                        times)
                .as(Recipient::new);
    }

    @Property(tries = 500)
    void bothReadTheSameFieldsInTheReportsOfOthers(@ForAll("reports") GeneratedReport report) throws Exception {
        byte[] octets = Read.octets(report.mail());
        ReportMail ours = ReportMail.read(report.mail(), HeaderSection.read(report.mail()));
        MimeMessage theirs = JakartaReports.mail(octets);

        assertThat(JakartaReports.blocks(ours.status()))
                .isEqualTo(JakartaReports.find(theirs, DeliveryStatus.class)
                        .map(JakartaReports::blocks)
                        .orElse(List.of()));
        assertThat(JakartaReports.blocks(ours.disposition()))
                .isEqualTo(JakartaReports.find(theirs, DispositionNotification.class)
                        .map(JakartaReports::blocks)
                        .orElse(List.of()));
        assertThat(ours.status().blocks().size() + ours.disposition().blocks().size())
                .isPositive();
        assertThat(ours.returned().first("Message-ID"))
                .isEqualTo(Optional.ofNullable(((MultipartReport) theirs.getContent()).getReturnedMessage())
                        .map(OtherReportReaderTest::messageId));
    }

    private static String messageId(MimeMessage returned) {
        try {
            return returned.getMessageID();
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    /** Delivery reports of one recipient or several, and receipts, in whatever spelling and folding. */
    @Provide
    Arbitrary<GeneratedReport> reports() {
        Arbitrary<String> values = Combinators.combine(
                        Arbitraries.of("", " ", "\t", "\n ", " \n\t"),
                        Arbitraries.of(
                                "rfc822; " + GeneratedReport.PATIENT,
                                "RFC822;<" + GeneratedReport.PATIENT + "> (patient)",
                                "failed",
                                "Failed (definitive)",
                                "DELIVERED",
                                "5.1.1",
                                "5.1.1 (unknown\n user)",
                                "smtp; 550 5.1.1 no such user:\n here; or there",
                                "dns; mx.patient.mssante.fr",
                                "manual-action/MDN-sent-manually; displayed",
                                "automatic-action/MDN-sent-automatically;\n\tdeleted/error",
                                GeneratedReport.ORIGINAL),
                        Arbitraries.of("", " ", "\t"))
                .as((before, value, after) -> before + value + after);
        Arbitrary<String> names = Arbitraries.of(
                "Final-Recipient",
                "FINAL-RECIPIENT",
                "action",
                "Status",
                "Diagnostic-Code",
                "Original-Message-ID",
                "Disposition",
                "X-Unknown");
        Arbitrary<String> blocks = Combinators.combine(names, values)
                .as((name, value) -> name + ":" + value + "\n")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(lines -> String.join("", lines));
        Arbitrary<GeneratedReport.Part> machines = Combinators.combine(
                        blocks.list().ofMinSize(1).ofMaxSize(5),
                        Arbitraries.of("\n", "\n\n"),
                        Arbitraries.of("", "\n", "\n\n"),
                        Arbitraries.of("", "7bit", "8bit"), // RFC 3464 §2.1: no other; Jakarta Mail decodes none
                        Arbitraries.of(true, false))
                .as((all, between, end, encoding, receipt) -> {
                    GeneratedReport.Part part = new GeneratedReport.Part(
                            receipt ? "message/disposition-notification" : "message/delivery-status",
                            (receipt ? all.get(0) : String.join(between, all)) + end);
                    part.encoding = encoding;
                    return part;
                });
        return Combinators.combine(machines, Arbitraries.of(0, 1, 2), Arbitraries.of(true, false))
                .as(OtherReportReaderTest::report);
    }

    private static GeneratedReport report(GeneratedReport.Part machine, int words, boolean returned) {
        GeneratedReport report = new GeneratedReport();
        report.parameters = "; report-type=" + machine.type.substring("message/".length()) + "; boundary=\"BB\"";
        report.parts.add(
                switch (words) {
                    case 0 -> GeneratedReport.plain();
                    case 1 -> GeneratedReport.html();
                    default -> GeneratedReport.alternative();
                });
        report.parts.add(machine);
        if (returned) {
            report.parts.add(GeneratedReport.returned());
        }
        return report;
    }
}

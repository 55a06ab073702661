package fr.mssgw.patient.flow;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.fixture.ListedBals;
import fr.mssgw.core.fixture.People;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.AutomaticAnswer;
import fr.mssgw.core.flow.FromPatients;
import fr.mssgw.core.flow.Opened;
import fr.mssgw.core.flow.ReceptionReport;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Mailboxes;
import fr.mssgw.core.mailbox.SpaceNotice;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.pharmacy.Digest;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.report.References;
import fr.mssgw.core.report.ReturnReason;
import fr.mssgw.core.report.Returned;
import fr.mssgw.patient.exchange.ExchangeNotice;
import fr.mssgw.patient.exchange.SilenceNotice;
import fr.mssgw.patient.mes.ReturnNotice;
import fr.mssgw.patient.pharmacy.TeamMail;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all letters of the gateway have in common, whoever writes them, and whatever goes into them. */
class OwnLettersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:30:00Z");
    private static final MssAddress CLAIRE = People.CLAIRE_MARTIN.address();
    private static final String HOSTILE = "Été, \"a\r\nBcc: x\r\n\r\n" + "long ".repeat(200);

    private record Written(String what, Copy copy, boolean delivered) {
        @Override
        public String toString() {
            return what;
        }

        byte[] octets() throws Exception {
            try (InputStream body = copy.source().open()) {
                body.skipNBytes(copy.bodyOffset());
                return new SequenceInputStream(new ByteArrayInputStream(copy.header()), body).readAllBytes();
            }
        }
    }

    private static Written of(String what, Delivery delivery) {
        return new Written(what, delivery.copies().get(0), true);
    }

    private static RawMessage message(String... lines) {
        return RawMessage.of((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Written> letters() throws Exception {
        HeaderSection answered = HeaderSection.read(message(
                "Message-ID: <1@pair.mssante.fr>",
                "References: " + "<r@pair.mssante.fr> ".repeat(300),
                "Subject: =?utf-8?Q?a=0D=0ABcc:_x?= " + "long ".repeat(300),
                ""));
        Bal strange = new Bal.Nominative(
                CLAIRE, HOSTILE, false, People.CLAIRE_MARTIN.persons().get(0), Optional.empty());
        RawMessage answer = AutomaticAnswer.write(
                answered, strange, People.JEAN_DUPONT, AutomaticAnswer.subject(answered), "Absente.", id(), NOW);
        Bal.Organisational pharmacy = (Bal.Organisational) People.PHARMACIE;
        TeamMail team = new TeamMail(
                new ListedBals(Set.of(People.DOMAIN), List.of(pharmacy)), People.DOMAIN, InstantSource.fixed(NOW));
        RawMessage report = message("Subject: a", "", "corps");
        Copy notice = ReturnNotice.placedFor(
                new FromPatients.Arrival(
                        Optional.empty(),
                        People.CLAIRE_MARTIN,
                        new Opened(report, HeaderSection.read(report), SmimeLabel.UNSIGNED, false),
                        List.of(Field.of("Return-Path", "<>")),
                        new Envelope(People.JEAN_DUPONT, CLAIRE),
                        id(),
                        NOW,
                        new FromPatients.Assumed(
                                key -> ConversationState.NONE, key -> ConversationState.NONE, key -> Map.of(), false)),
                new Returned(
                        Optional.of(People.PATIENT),
                        ReturnReason.OTHER,
                        HOSTILE,
                        HOSTILE,
                        new References(List.of("<é" + "a".repeat(2_000) + ">"), List.of())),
                Optional.empty(),
                Optional.empty(),
                ConversationState.NONE,
                People.DOMAIN);
        Envelope envelope = new Envelope(
                Optional.of(CLAIRE),
                List.of(new Envelope.Recipient(
                        People.JEAN_DUPONT, new DsnRequest(Set.of(), Optional.of("rfc822;" + "+2Bx".repeat(120))))),
                Optional.of("x".repeat(100)),
                false);
        ReceptionReport told = ReceptionReport.owed(
                        id(),
                        NOW,
                        envelope,
                        List.of(new ReceptionReport.Line(
                                envelope.recipients().get(0),
                                Optional.of(new Verdict.Refuse(Rules.UNKNOWN_BAL, HOSTILE)))),
                        Stage.SETTINGS)
                .orElseThrow();
        return Stream.of(
                new Written("an answer", new Copy(new byte[0], answer, 0, List.of(), List.of()), false),
                of(
                        "the digest of a pharmacy",
                        team.digest(pharmacy, new Digest(NOW.minusSeconds(86_400), NOW, 1, 1, 0, List.of()))),
                of("a notice of space", SpaceNotice.delivery(CLAIRE, 80, 81, 100, People.DOMAIN, NOW)),
                of(
                        "a notice of silence",
                        SilenceNotice.to(
                                CLAIRE,
                                List.of(new SilenceNotice.Silent(People.PATIENT, LocalDate.of(2026, 1, 1))),
                                LocalDate.of(2026, 12, 1),
                                People.DOMAIN,
                                NOW)),
                new Written(
                        "a notice of what others did",
                        ExchangeNotice.placedFor(
                                CLAIRE,
                                List.of(People.PATIENT),
                                ConversationState.CLOSED,
                                HOSTILE,
                                People.DOMAIN,
                                id(),
                                NOW),
                        true),
                new Written("a notice of return", notice, true),
                new Written("a report for a BAL here", told.placedFor(CLAIRE), true),
                new Written("a report for a sender elsewhere", told.queuedFor(People.JEAN_DUPONT), false));
    }

    private static QueueId id() {
        return QueueId.random();
    }

    private static HeaderSection header(Written letter) throws Exception {
        return HeaderSection.read(RawMessage.of(letter.octets()));
    }

    @ParameterizedTest
    @MethodSource("letters")
    void eachFieldStandsOnceAndSaysWhoWroteAndThatItWasAMachine(Written letter) throws Exception {
        HeaderSection header = header(letter);
        assertThat(header.fields())
                .extracting(field -> field.name().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates()
                .doesNotContain("bcc")
                .contains("date", "from", "to", "subject", "message-id", "auto-submitted", "mime-version");
        assertThat(Mailboxes.parse(header.first("From").orElseThrow()))
                .singleElement()
                .satisfies(from -> {
                    assertThat(from.displayName()).isNotEmpty();
                    assertThat(from.address().domain()).isEqualTo(People.DOMAIN);
                });
        assertThat(header.first("Auto-Submitted").orElseThrow()).startsWith("auto-");
        assertThat(AutomaticAnswer.isAutomatic(header)).isTrue();
        assertThat(header.has("Return-Path")).isEqualTo(letter.delivered());
    }

    @ParameterizedTest
    @MethodSource("letters")
    void everyOctetIsAsciiAndNoLineIsLong(Written letter) throws Exception {
        String text = new String(letter.octets(), StandardCharsets.ISO_8859_1);
        assertThat(text).matches("(?s)[\\t\\r\\n -~]*").doesNotContainPattern("\r(?!\n)|(?<!\r)\n");
        assertThat(text.lines()).allMatch(line -> line.length() <= 500);
        assertThat(text.substring(0, text.indexOf("\r\n\r\n")).lines()).allMatch(line -> line.length() <= 78);
    }
}

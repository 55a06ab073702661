package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.fixture.People;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final QueueId ID = new QueueId("0123456789ABCDEF");
    private static final MssAddress CLAIRE = People.CLAIRE_MARTIN.address();

    private static Letter.Builder letter() {
        return from("Messagerie");
    }

    private static Letter.Builder from(String name) {
        return Letter.from(new Sender(name, "postmaster", People.DOMAIN), CLAIRE, ID, NOON);
    }

    private static String header(Letter letter) {
        return new String(letter.header(), StandardCharsets.US_ASCII);
    }

    private static HeaderSection section(String... lines) throws Exception {
        return HeaderSection.read(
                RawMessage.of((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void itsFieldsStandInTheirOrderAndSayThatAMachineWroteIt() {
        Letter letter = letter().suffix(".essai")
                .replyTo(People.SECRETARIAT.address())
                .subject("Bonjour")
                .with(Field.of("X-MSS-MES", "FIN"))
                .text("Un mot.\n")
                .build();
        assertThat(header(letter))
                .isEqualTo(
                        """
                Date: Mon, 2 Nov 2026 12:00:00 +0000
                From: Messagerie <postmaster@demo.mssante.fr>
                Reply-To: <secretariat.cardio@demo.mssante.fr>
                To: <claire.martin@demo.mssante.fr>
                Subject: Bonjour
                Message-ID: <0123456789ABCDEF.essai@demo.mssante.fr>
                Auto-Submitted: auto-generated
                X-MSS-MES: FIN
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: base64

                """
                                .replace("\n", "\r\n"));
        assertThat(header(letter.delivered())).startsWith("Return-Path: <>\r\nDate: ");
        assertThat(letter.delivered().body()).isSameAs(letter.body());
    }

    /** Any text, and often one that comes near the form of a field or of an encoded word. */
    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces = Arbitraries.of(
                "\r\nBcc: x@y.fr",
                "\n\n",
                "\r",
                "\u2028",
                "\u0085",
                "\0",
                "=?utf-8?Q?a?=",
                "=?",
                "?=",
                "=0D=0A",
                " ",
                "  ",
                "\\",
                "\"",
                "<a@b.fr>",
                ",",
                ";",
                "(",
                ")",
                ":",
                "été",
                "Ordonnance",
                "日本語",
                "👩‍⚕️",
                "\ud83d",
                "\ufeff",
                "\u202e",
                "e\u0301",
                ".",
                "@",
                "long".repeat(40),
                "a b c d e f g ".repeat(9));
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(600),
                pieces.list().ofMaxSize(12).map(list -> String.join("", list)));
    }

    @Property(tries = 500)
    void anyNameSubjectAndTextAreReadBackAsTheyWere(
            @ForAll("hostile") String name, @ForAll("hostile") String subject, @ForAll("hostile") String text)
            throws Exception {
        Letter letter = from(name).subject(subject).text(text).build();

        Read.isWellFormed(letter);
        MimeMessage mail = Read.mail(letter);
        InternetAddress sender = (InternetAddress) mail.getFrom()[0];
        assertThat(sender.getAddress()).isEqualTo("postmaster@demo.mssante.fr");
        assertThat(String.valueOf(sender.getPersonal())).isEqualTo(shown(OneLine.of(name, 200)));
        assertThat(String.valueOf(mail.getSubject())).isEqualTo(shown(OneLine.of(subject, Letter.LONGEST_SUBJECT)));
        String read = Read.text(mail.getDataHandler().getInputStream());
        assertThat(read).isEqualTo(asUtf8(text).replaceAll("\r\n|\r|\n", "\r\n"));
        assertThat(mail.getSize()).isPositive();
    }

    /** Jakarta Mail says null for what is empty. */
    private static String shown(String text) {
        return text.isEmpty() ? "null" : text;
    }

    private static String asUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Property(tries = 500)
    void noTextBecomesAFieldAndLinesAreShort(@ForAll("hostile") String name, @ForAll("hostile") String subject)
            throws Exception {
        Letter letter = from(name).subject(subject).build();

        HeaderSection read = HeaderSection.read(letter.message());
        assertThat(read.fields()).extracting(Field::name).containsSubsequence("Date", "From", "To", "Message-ID");
        assertThat(read.fields()).hasSize(OneLine.of(subject, 400).isEmpty() ? 8 : 9);
        assertThat(read.subject()).isEqualTo(OneLine.of(subject, Letter.LONGEST_SUBJECT));
        assertThat(read.bodyOffset()).isEqualTo(letter.header().length);
        assertThat(header(letter).lines())
                .allMatch(line -> line.length() <= (line.contains("=?utf-8?") ? 76 : 78))
                .allMatch(line -> line.isEmpty() || !line.isBlank());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Pharmacie Centrale | Pharmacie Centrale",
                "Messagerie MSSanté | =?utf-8?Q?Messagerie_MSSant=C3=A9?=",
                "Dr. Martin, cardiologue | \"Dr. Martin, cardiologue\"",
                "dit \"le Bon\" \\ fils | \"dit \\\"le Bon\\\" \\\\ fils\"",
                "Pharmacie de l'Été | =?utf-8?B?UGhhcm1hY2llIGRlIGwnw4l0w6k=?=",
                "été ♥ œ ♥ | =?utf-8?B?w6l0w6kg4pmlIMWTIOKZpQ==?=",
                "=?utf-8?Q?faux?= | =?utf-8?B?PT91dGYtOD9RP2ZhdXg/PQ==?=",
            })
    void aNameIsWordsOrQuotedOrEncoded(String name, String written) throws Exception {
        Letter letter = from(name).build();
        assertThat(header(letter)).contains("\r\nFrom: " + written + " <postmaster@demo.mssante.fr>\r\n");
        assertThat(Mailboxes.parse(
                        HeaderSection.read(letter.message()).first("From").orElseThrow()))
                .singleElement()
                .satisfies(mailbox -> assertThat(mailbox.displayName()).isEqualTo(name));
    }

    @Test
    void theWordsOfASubjectBeforeTheFirstThatNeedsItStayReadable() {
        assertThat(header(letter().subject("Message non remis : Résultats d'analyse")
                        .build()))
                .contains("\r\nSubject: Message non remis : =?utf-8?Q?R=C3=A9sultats_d=27analyse?=\r\n");
        assertThat(header(letter().subject("un mot ".repeat(30)).build()))
                .contains("\r\nSubject: un mot un mot ")
                .doesNotContain("=?");
    }

    @Test
    void aBalWithoutANameShowsItsAddressOnly() {
        assertThat(header(from(" \r\n ").build())).contains("\r\nFrom: <postmaster@demo.mssante.fr>\r\n");
        assertThat(header(Letter.from(Sender.of(People.CLAIRE_MARTIN), CLAIRE, ID, NOON)
                        .build()))
                .contains("\r\nFrom: Claire MARTIN <claire.martin@demo.mssante.fr>\r\n");
    }

    @Test
    void whatIsNotTextIsRefusedWhereItWouldBreakTheLetter() {
        assertThatThrownBy(() -> new Sender("", "a\r\nBcc: b", People.DOMAIN)).isInstanceOf(MalformedAddress.class);
        assertThatThrownBy(() -> letter().suffix(".x>\r\nBcc: b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter().host("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> letter().with(Field.of("Bcc", "a@b.fr"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Enclosure.file("a\"\r\n", RawMessage.of(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerStandsUnderWhatItAnswersWithTheNewestReferencesOnly() throws Exception {
        String many = IntStream.range(0, 500).mapToObj(i -> "<r" + i + "@x.fr>").reduce("", (a, b) -> a + "\r\n " + b);
        Letter letter = letter().answering(section("Message-ID: <own@x.fr>", "References:" + many))
                .build();
        MimeMessage mail = Read.mail(letter);
        assertThat(mail.getHeader("In-Reply-To", null)).isEqualTo("<own@x.fr>");
        assertThat(mail.getHeader("References", null).split("\\s+"))
                .hasSize(20)
                .startsWith("<r481@x.fr>")
                .endsWith("<r499@x.fr>", "<own@x.fr>");
        assertThat(header(letter).lines()).allMatch(line -> line.length() < 79);
    }

    @Test
    void withoutReferencesTheOneMessageThatWasAnsweredIsTheRoot() throws Exception {
        assertThat(header(letter().answering(section("Message-ID: <b@x>", "In-Reply-To: <a@x>"))
                        .build()))
                .contains("In-Reply-To: <b@x>\r\nReferences: <a@x>\r\n <b@x>\r\n");
        assertThat(header(letter().answering(section("Message-ID: <b@x>", "In-Reply-To: <a@x> <c@x>"))
                        .build()))
                .contains("In-Reply-To: <b@x>\r\nReferences: <b@x>\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a b@c>", "<<a@b>", "a@b", "<>", "<é@b>", "<a@b> <c@d>", ""})
    void aNameThatIsNoneIsNotRepeated(String name) throws Exception {
        assertThat(header(letter().about(name).build())).doesNotContain("In-Reply-To", "References");
        assertThat(header(letter().answering(section("Message-ID: " + name)).build()))
                .doesNotContain("References");
        assertThat(header(letter().about("<" + "a".repeat(251) + ">").build())).doesNotContain("References");
        assertThat(header(letter().about("<" + "a".repeat(250) + ">").build())).contains("References: <aaa");
    }

    @Test
    void anEnclosedMessageIsReadFromWhereItIsAndEveryStreamIsClosed() throws Exception {
        List<String> log = new ArrayList<>();
        byte[] octets = "Subject: été\r\n\r\n--=_\r\nCorps".getBytes(StandardCharsets.UTF_8);
        RawMessage enclosed = new RawMessage() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                log.add("opened");
                return new ByteArrayInputStream(octets) {
                    @Override
                    public void close() throws IOException {
                        log.add("closed");
                        super.close();
                    }
                };
            }

            @Override
            public void close() {
                log.add("freed");
            }
        };
        Letter letter = letter().text("Voici.")
                .enclosing(Enclosure.file("rapport.eml", enclosed))
                .build();
        assertThat(log).isEmpty();
        letter.body().open().close();
        assertThat(log).containsExactly("opened", "closed");

        MimeMultipart parts = Read.parts(letter);
        assertThat(Read.mail(letter).getContentType()).startsWith("multipart/mixed;");
        assertThat(Read.mail(letter).getHeader("Content-Transfer-Encoding", null))
                .isEqualTo("8bit");
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(Read.text(parts.getBodyPart(0).getInputStream())).isEqualTo("Voici.");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/rfc822");
        assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("rapport.eml");
        assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(octets);
    }

    @Test
    void noBoundaryIsUsedTwice() {
        Enclosure enclosure = Enclosure.message(RawMessage.of(new byte[0]));
        assertThat(IntStream.range(0, 50)
                        .mapToObj(i -> header(letter().enclosing(enclosure).build())))
                .doesNotHaveDuplicates()
                .allSatisfy(header -> assertThat(header).containsPattern("boundary=\"=_[0-9A-Z]{32}\"\r\n"));
    }

    @Test
    void datesAreWrittenInTheZoneAskedFor() {
        assertThat(header(letter().zone(ZoneId.of("Europe/Paris")).build()))
                .startsWith("Date: Mon, 2 Nov 2026 13:00:00 +0100\r\n");
    }

    @Property
    void aLineHoldsNoControlCharacterAndKeepsItsBound(@ForAll("hostile") String text) {
        String line = OneLine.of(text, 30);
        assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(31);
        assertThat(line.chars()).noneMatch(Character::isISOControl);
        assertThat(line).isEqualTo(line.replaceAll("^ +| +$", ""));
        assertThat(OneLine.of(line, 31)).isEqualTo(line);
        assertThat(EncodedWords.decode(FieldText.unstructured(line, 9).replace("\r\n", "")))
                .isEqualTo(line);
    }

    @Test
    void aLineIsCutBetweenCharacters() {
        assertThat(OneLine.of("👩👩👩", 2)).isEqualTo("👩👩…");
        assertThat(OneLine.of("a\r\n\r\nb\ud83d", 10)).isEqualTo("a b\uFFFD");
        assertThat(OneLine.of("\n a \n", 1)).isEqualTo("a");
    }
}

package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.fixture.Growth;
import fr.mssgw.core.mail.Ambiguity.Kind;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructureTest {
    private static final String TWO_PARTS = "\n--B\n\none\n--B\nContent-Type: text/html\n\ntwo\n--B--\n";

    private static RawMessage crlf(String text) {
        return RawMessage.of(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    private static Structure read(String text) throws IOException {
        return Structure.read(crlf(text));
    }

    private static List<Kind> kinds(String text) throws IOException {
        return read(text).ambiguities().stream().map(Ambiguity::kind).distinct().toList();
    }

    private static List<String> leaves(String text) throws IOException, MalformedMessage {
        List<String> found = new ArrayList<>();
        RawMessage mail = crlf(text);
        Structure.read(mail)
                .leaves(
                        mail,
                        (part, content) -> found.add(part.number() + " "
                                + part.type().name() + " " + new String(content.readAllBytes(), ISO_8859_1)));
        return found;
    }

    @Test
    void anOrdinaryMultipartHasItsPartsAtTheirPlacesAndOneReading() throws Exception {
        String text = "From: a@b\nContent-Type: multipart/mixed; boundary=B\n" + TWO_PARTS;
        RawMessage mail = crlf(text);
        Structure structure = Structure.read(mail);

        assertThat(structure.ambiguities()).isEmpty();
        assertThat(structure.count()).isEqualTo(3);
        assertThat(leaves(text)).containsExactly("1 text/plain one", "2 text/html two");
        Part second = structure.root().children().get(1);
        try (InputStream body = second.open(mail)) {
            assertThat(body.readAllBytes()).isEqualTo("two".getBytes(ISO_8859_1));
        }
        assertThat(structure.root().isClosed()).isTrue();
        assertThat(structure.root().hasStrayText()).isFalse();
    }

    @Test
    void theOnlyMessageInAMessageIsItsPartOne() throws Exception {
        String inner = "Content-Type: multipart/mixed; boundary=B\n" + TWO_PARTS;

        assertThat(leaves("Content-Type: message/rfc822\n\n" + inner))
                .containsExactly("1.1 text/plain one", "1.2 text/html two");
        assertThat(leaves("Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n" + inner))
                .containsExactly("1.1.1 text/plain one", "1.1.2 text/html two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/mixed; boundary=\"E\"; boundary*0=\"B\"",
                "multipart/mixed; boundary*=us-ascii''B",
                "multipart/mixed; boundary*0=B",
                "multipart/mixed; boundary==?us-ascii?Q?B?=",
                "multipart/mixed; boundary=\"=?us-ascii?Q?B?=\"",
                "multipart/mixed; boundary=E; boundary=B",
                "multipart/mixed; boundary=B; boundary=\"B\"",
                "multipart/mixed; x=a\"; boundary=E; y=\"; boundary=B; z=\"",
                "multipart/mixed; x=\"; boundary=E; y=\"; boundary=B",
                "multipart/mixed; x=\"a\\\\\"; boundary=E; y=\"\"; boundary=B",
                "multipart/mixed; x=a(; boundary=E; y=); boundary=B",
                "multipart/mixed; x=a\\; boundary=B",
                "multipart/mixed; x=a, boundary=E; boundary=B",
                "multipart/mixed; boundary=\"\\B\"",
                "multipart/mixed; boundary\u00a0=E; boundary=B",
                "multipart/mixed\u00a0; boundary=B",
                "application/pdf; name*0=a; name*0=b",
                "application/pdf; name*1=a",
                "application/pdf; name=\"a\u0001.pdf\"",
                "multipart/mixed; boundary=B; charset=x; charset=y",
                "multipart/mixed (; boundary=E); boundary=B",
                "multipart/mixed; x=\"; boundary=B",
                "multipart/mixed boundary=B",
                "multipart; boundary=B",
                "multipart/mixed; boundary=B C",
                "multipart/mixed; =; boundary=B",
                "multipart/mixed, text/plain; boundary=B",
                "multipart/mixed; boundary = B; protocol=a; protocol=b",
                "text/plain; charset=utf-8; charset=utf-7",
                "=?us-ascii?Q?multipart/mixed?=; boundary=B",
            })
    void aTypeThatReadersTakeInTwoWaysIsTold(String type) throws IOException {
        assertThat(kinds("Content-Type: " + type + "\n" + TWO_PARTS)).contains(Kind.CONTENT_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/mixed; boundary=\"=_B:1?x\"",
                "multipart/mixed;\tboundary=B;",
                "multipart/mixed; boundary=B; boundary=B",
                "application/pdf; name=\"r.pdf\"; name=\"r.pdf\"",
                "application/pdf; name=\"a; b.pdf\"",
                "Multipart/Mixed; BOUNDARY=\"B\"",
                "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=B",
                "text/plain; charset=utf-8; format=flowed",
                "application/pdf; name=report(1).pdf",
                "application/pdf; name=\"a.pdf\"; name*=utf-8''%C3%A9.pdf",
                "application/pdf; name=mon fichier.pdf",
            })
    void ordinaryTypesHaveOneReading(String type) throws IOException {
        assertThat(kinds("Content-Type: " + type + "\n\n\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: text/plain", "Content-Transfer-Encoding: 7bit", "Subject: a", "From: a@b"})
    void aFieldThatMustBeSingleAndIsNotIsTold(String field) throws IOException {
        assertThat(kinds(field + "\n" + field + "\n\nx\n")).contains(Kind.REPEATED_FIELD);
        assertThat(kinds("Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n\n" + field
                        + "\n" + field + "\n\nx\n--B--\n"))
                .contains(Kind.REPEATED_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64 (x)", "\"base64\"", "base64; x", "x-uuencode", "7bit 8bit", "(c) base64"})
    void anEncodingThatIsNotOneKnownWordIsTold(String encoding) throws IOException {
        assertThat(kinds("Content-Transfer-Encoding: " + encoding + "\n\nAAAA\n"))
                .contains(Kind.ENCODING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/mixed; boundary=B", "message/rfc822", "message/global"})
    void anEncodedContainerIsTold(String type) throws IOException {
        assertThat(kinds("Content-Type: " + type + "\nContent-Transfer-Encoding: base64\n" + TWO_PARTS))
                .contains(Kind.ENCODED_CONTAINER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/mixed",
                "multipart/mixed; boundary=\"\"",
                "multipart/mixed; boundary=\"B \"",
                "multipart/mixed; boundary=\" B\"",
                "multipart/mixed; boundary=\"<B>\"",
                "multipart/mixed; boundary=\"'B'\""
            })
    void aBoundaryThatIsMissingOrThatReadersTrimIsTold(String type) throws IOException {
        assertThat(kinds("Content-Type: " + type + "\n" + TWO_PARTS)).contains(Kind.BOUNDARY);
    }

    @Test
    void aBoundaryThatBeginsLikeTheOneAroundItIsTold() throws IOException {
        for (String inner : List.of("BB", "B", "B1")) {
            assertThat(kinds(
                            "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: multipart/mixed; boundary="
                                    + inner + "\n\n--" + inner + "\n\nx\n--" + inner + "--\n--B--\n"))
                    .contains(Kind.BOUNDARY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--Bx", "--B ", "--B--x", "--B\t", "--B --"})
    void aLineThatOnlySomeReadersTakeForADelimiterIsTold(String line) throws IOException {
        assertThat(kinds("Content-Type: multipart/mixed; boundary=B\n\n--B\n\none\n" + line + "\n\ntwo\n--B--\n"))
                .contains(Kind.DELIMITER);
    }

    @Test
    void aDelimiterAfterTheEndIsTold() throws IOException {
        assertThat(kinds("Content-Type: multipart/mixed; boundary=B\n" + TWO_PARTS + "--B\n\nthree\n"))
                .contains(Kind.DELIMITER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--B\ntext without a header\n--B--\n",
                "--B\nContent-Type : text/html\n\nx\n--B--\n",
                "--B\nContent-Type: text/html\n--B--\n",
                "--B\n folded first\nContent-Type: text/html\n\nx\n--B--\n",
                "--B\nContent-Type: text/html\n \nContent-Disposition: attachment\n\nx\n--B--\n",
                "--B\nContent-Type: text/html\u0000\n\nx\n--B--\n",
            })
    void aPartWithAMalformedHeaderIsTold(String parts) throws IOException {
        assertThat(kinds("Content-Type: multipart/mixed; boundary=B\n\n" + parts))
                .contains(Kind.HEADER);
    }

    @Test
    void linesThatEndInTwoWaysAreTold() throws IOException {
        assertThat(Structure.read(RawMessage.of("A: b\r\n\r\nx\ny\r\n".getBytes(ISO_8859_1)))
                        .ambiguities())
                .extracting(Ambiguity::kind)
                .containsExactly(Kind.LINE_ENDS);
    }

    @Test
    void textBeforeTheFirstPartAndAfterTheLastIsTold() throws IOException {
        String start = "Content-Type: multipart/mixed; boundary=B\n\n";
        assertThat(read(start + "letter\n--B\n\nx\n--B--\n").root().hasStrayText())
                .isTrue();
        assertThat(read(start + "--B\n\nx\n--B--\nletter\n").root().hasStrayText())
                .isTrue();
        assertThat(read(start + "\n--B\n\nx\n--B--\n\n").root().hasStrayText()).isFalse();
    }

    @Test
    void attachedMessagesOfBothKindsAreTakenApart() throws Exception {
        for (String type : List.of("message/rfc822", "message/global")) {
            assertThat(leaves("Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: " + type
                            + "\n\nSubject: in\nContent-Type: multipart/mixed; boundary=C\n\n--C\n\nx\n--C--\n--B--\n"))
                    .containsExactly("1.1 text/plain x");
        }
    }

    @Test
    void aTypeWithAnotherLetterIsNoMessage() throws Exception {
        assertThat(leaves("Content-Type: me\u00dfage/rfc822\n\nContent-Type: text/html\n\nx\n"))
                .containsExactly(" me\u00dfage/rfc822 Content-Type: text/html\r\n\r\nx\r\n");
    }

    @Test
    void aPartKeepsEveryNameThatSomeReaderShows() throws IOException {
        assertThat(read("Content-Disposition: attachment; filename=\"virus.exe\"; filename*=utf-8''a.pdf\n"
                                + "Content-Type: application/pdf; name=\"=?utf-8?Q?b=2Ecom?=\"\n\nx")
                        .root()
                        .names())
                .containsExactly("a.pdf", "virus.exe", "b.com");
    }

    @Test
    void anArchiveKeepsEachOfItsNamesAndAnotherFileOneForEachEnding() throws IOException {
        assertThat(read("Content-Disposition: attachment; filename=x.zip\n"
                                + "Content-Type: application/zip; name=\"IHE_XDM.zip\"\n\nx")
                        .root()
                        .names())
                .containsExactly("x.zip", "IHE_XDM.zip");
        assertThat(
                        read("Content-Disposition: attachment; filename=\"?t?.pdf\"; filename*=utf-8''%C3%A9t%C3%A9.pdf\n\nx")
                                .root()
                                .names())
                .containsExactly("\u00e9t\u00e9.pdf");
    }

    @ParameterizedTest
    @CsvSource({"DEPTH,30", "PARTS,12000", "HEADER_FIELDS,1200", "PARAMETERS,120", "ENCODED_WORDS,6000"})
    void aBoundThatIsPassedIsNamed(Bounds.Passed bound, int size) throws IOException {
        String text =
                switch (bound) {
                    case DEPTH -> nested(size);
                    case PARTS -> "Content-Type: multipart/mixed; boundary=B\n\n" + "--B\n\n\n".repeat(size);
                    case HEADER_FIELDS -> "A: b\n".repeat(size) + "\n";
                    case PARAMETERS -> "Content-Type: text/plain" + "; a=b".repeat(size) + "\n\n";
                    default -> ("Subject: " + "=?a?q?b?= ".repeat(500) + "\n").repeat(size / 500) + "\n";
                };

        Structure structure = read(text);

        assertThat(structure.passed()).contains(bound);
        assertThatThrownBy(structure::within).isInstanceOfSatisfying(MalformedMessage.class, e -> assertThat(e.reason())
                .contains(bound.french()));
    }

    /** Whoever mends the mail must find the place: the part, and the field where it is one. */
    @Test
    void whatIsRefusedIsToldWithItsPartAndItsField() throws IOException {
        String parts = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\none\n--B\n";
        String longest = "a".repeat(9_000);
        assertThat(read(parts + "Content-Description: x\n " + longest + "\n\ntwo\n--B--\n")
                        .excess()
                        .map(Excess::french))
                .contains(Bounds.Passed.HEADER_LINE.french() + " (partie 2, champ Content-Description)");
        assertThat(read(parts + "Content-Description: " + longest + "\n\ntwo\n--B--\n")
                        .excess()
                        .map(Excess::french))
                .contains(Bounds.Passed.HEADER_LINE.french() + " (partie 2, champ Content-Description)");
        assertThat(read(parts + "Content-Disposition: attachment" + "; a=b".repeat(120) + "\n\ntwo\n--B--\n")
                        .excess()
                        .map(Excess::french))
                .contains(Bounds.Passed.PARAMETERS.french() + " (partie 2, champ Content-Disposition)");
        assertThat(french(parts + "Content-Type: text/plain\nContent-Type: text/html\n\ntwo\n--B--\n"))
                .contains("un champ d'en-tête qui doit être unique est répété (partie 2, champ Content-Type)");
        assertThat(french(parts + "Content-Type: text/plain\nX\u0007: a\n\ntwo\n--B--\n"))
                .contains("un en-tête est mal formé (partie 2, caractère de contrôle, ligne 2)");
        assertThat(french(parts + "Content-Type: text/plain\n--B--\n"))
                .contains("un en-tête est mal formé (partie 2, sans ligne vide à sa fin)");
        assertThat(french("Content-Type : text/plain\n\none"))
                .contains("un en-tête est mal formé (espace avant les deux-points, ligne 1)");
    }

    private static List<String> french(String text) throws IOException {
        return read(text).ambiguities().stream().map(Ambiguity::french).toList();
    }

    @Test
    void theBoundOfAHeaderSectionCountsItsEmptyLineAsTheDoorOfSmtpDoes() throws Exception {
        String line = "X-A: " + "a".repeat(1_017) + "\r\n";
        String longest = line.repeat(255) + "X-A: " + "a".repeat(1_015) + "\r\n\r\n";
        RawMessage most = RawMessage.of(longest.getBytes(ISO_8859_1));
        RawMessage more = RawMessage.of(longest.replaceFirst("a", "aa").getBytes(ISO_8859_1));

        assertThat(most.size()).isEqualTo(Bounds.MAIL.headerOctets());
        assertThat(Structure.read(most).passed()).isEmpty();
        assertThat(HeaderSection.read(most).fields()).hasSize(256);
        assertThat(Structure.read(more).passed()).contains(Bounds.Passed.HEADER_OCTETS);
        assertThatThrownBy(() -> HeaderSection.read(more)).isInstanceOf(MalformedMessage.class);
    }

    private static String nested(int levels) {
        StringBuilder nested = new StringBuilder("MIME-Version: 1.0\n");
        for (int i = 0; i < levels; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("e\n\n--b")
                    .append(i)
                    .append("e\n");
        }
        return nested.append("\nx\n").toString();
    }

    @Test
    void nestedPartsAreReadInTimeThatGrowsWithThemAlone() throws Exception {
        Growth.isLinear(2_000, n -> crlf(nested(n)), Structure::read);
        assertThat(Structure.read(crlf(nested(60_000))).passed()).contains(Bounds.Passed.DEPTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--B\n",
                "--B\n\n",
                "--B\n--B--\n",
                "--B\nContent-Type: message/rfc822\n\n",
                "x\n",
                " \n",
                "A: b\n",
                "\n",
                "--B\nContent-Type: multipart/mixed; boundary=B\n\n",
                "-",
                "--B "
            })
    void partsAndLinesAreReadInTimeThatGrowsWithThemAlone(String piece) throws Exception {
        Growth.isLinear(
                2_000,
                n -> crlf("Content-Type: multipart/mixed; boundary=B\n\n" + piece.repeat(n)),
                mail -> Structure.read(mail).leaves(mail, (part, content) -> content.readAllBytes()));
        Growth.isLinear(2_000, n -> crlf(piece.repeat(n)), Structure::read);
    }

    @Test
    void base64WithASecondReadingIsToldByWhatReadsIt() throws Exception {
        for (String body : List.of("QUJD=QUJD", "QUI=QUJD", "QUJD*QUJD", "Q===")) {
            RawMessage mail = crlf("Content-Transfer-Encoding: base64\n\n" + body + "\n");
            assertThat(Structure.read(mail).leaves(mail, (part, content) -> content.readAllBytes()))
                    .as(body)
                    .contains(new Ambiguity(Kind.BASE64, "", ""));
        }
        RawMessage good = crlf("Content-Transfer-Encoding: base64\n\nQUJD\nQUI=\n\n");
        assertThat(Structure.read(good).leaves(good, (part, content) -> assertThat(content.readAllBytes())
                        .isEqualTo("ABCAB".getBytes(ISO_8859_1))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/digest; boundary=B\n\n--B\n--B--\n",
                "multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n--B--\n",
                "multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n\nSubject: inner\n--B--\n",
                "multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n\n"
                        + "Content-Type: message/rfc822\n--B--\n",
            })
    void whatStandsBehindAnEnclosedMessageThatIsCutIsNoHeader(String mail) throws IOException {
        Structure structure = read(
                "From: a@b\nMIME-Version: 1.0\nContent-Type: " + mail + "From: c@d\nContent-Type: text/html\n\nx\n");
        assertThat(structure.root().header().values("From")).containsExactly("a@b");
        assertThat(structure.root().isMultipart()).isTrue();
        assertThat(structure.ambiguities().stream().map(Ambiguity::kind)).contains(Kind.STRAY_TEXT);
    }

    @Property(tries = 3_000)
    void aPartIsWhatItsOwnHeaderSaysWhateverLinesFollow(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        String[] lines = {
            "--B",
            "--B--",
            "--C",
            "--C--",
            "",
            "",
            "text",
            "From: c@d",
            "Content-Type: text/html",
            "Content-Type: message/rfc822",
            "Content-Type: multipart/digest; boundary=C",
            "Content-Type: multipart/mixed; boundary=C",
        };
        StringBuilder text = new StringBuilder("From: a@b\r\nContent-Type: multipart/")
                .append(random.nextBoolean() ? "digest" : "mixed")
                .append("; boundary=B\r\n\r\n");
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(lines[random.nextInt(lines.length)]).append("\r\n");
        }
        RawMessage mail = RawMessage.of(text.toString().getBytes(ISO_8859_1));
        Part root = Structure.read(mail).root();
        check(root, mail.size());
        assertThat(root.header().values("From")).containsExactly("a@b");
        checkHeaders(root, text.toString());
    }

    private static void checkHeaders(Part part, String mail) {
        String section = mail.substring((int) part.headerStart(), (int) part.bodyStart());
        HeaderSection own = HeaderSection.lenient(section.getBytes(ISO_8859_1));
        assertThat(part.header().values("Content-Type")).isEqualTo(own.values("Content-Type"));
        part.children().forEach(child -> checkHeaders(child, mail));
    }

    @Property(tries = 300)
    void anyOctetsAreReadWithPlacesInsideThem(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        String[] pieces = {
            "Content-Type: ", "multipart/mixed", "; boundary=", "B", "\"", "--B", "--B--", "\r\n", "\n", "\r",
                    "\r\n\r\n",
            "message/rfc822", "text/plain", "Content-Transfer-Encoding: base64", " ", "(", ")", ";", "=", "*0", "\0",
                    "x"
        };
        StringBuilder text = new StringBuilder("Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n");
        for (int i = 0; i < 60; i++) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        RawMessage mail = RawMessage.of(text.toString().getBytes(ISO_8859_1));
        Structure structure = Structure.read(mail);
        check(structure.root(), mail.size());
        assertThatCode(() -> structure.leaves(mail, (part, content) -> content.readAllBytes()))
                .doesNotThrowAnyException();
    }

    private static void check(Part part, long end) {
        assertThat(part.headerStart()).isLessThanOrEqualTo(part.bodyStart());
        assertThat(part.bodyStart()).isLessThanOrEqualTo(part.bodyEnd());
        assertThat(part.bodyEnd()).isLessThanOrEqualTo(end);
        long before = part.bodyStart();
        for (Part child : part.children()) {
            assertThat(child.headerStart()).isGreaterThanOrEqualTo(before);
            check(child, part.bodyEnd());
            before = child.bodyEnd();
        }
    }
}

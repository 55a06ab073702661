package fr.mssgw.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.GeneratedReport;
import fr.mssgw.core.fixture.GeneratedReport.Part;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A receipt passes where the letters of a patient do not: it is one of an exact list, or none. */
class ReceiptTest {
    private static final String LETTER = "Bonjour docteur, je souffre encore, rappelez-moi. ".repeat(30);
    private static final String LONG_NOTE = "Merci pour tout.\n".repeat(20);

    private static Optional<Receipt> recognise(GeneratedReport report) throws Exception {
        RawMessage mail = report.mail();
        return Receipt.read(mail, HeaderSection.read(mail)).receipt();
    }

    @Test
    void aReceiptNamesTheMessageThatWasRead() throws Exception {
        Receipt receipt = recognise(GeneratedReport.receipt()).orElseThrow();

        assertThat(receipt.displayed()).isTrue();
        assertThat(receipt.references().messageIds()).containsExactly(GeneratedReport.ORIGINAL);
    }

    @Test
    void aReceiptInBase64AndUtf8IsReadAlike() throws Exception {
        GeneratedReport report = GeneratedReport.receipt();
        report.parts.get(1).type = "message/global-disposition-notification";
        report.parts.forEach(part -> part.encoding = "base64");
        assertThat(recognise(report).orElseThrow().references().messageIds()).containsExactly(GeneratedReport.ORIGINAL);
    }

    /** Everything that is added to a receipt or changed in it, by its name. */
    private static Map<String, Consumer<GeneratedReport>> spoils() {
        Map<String, Consumer<GeneratedReport>> spoils = new TreeMap<>();
        spoils.put("a file behind the parts", r -> r.parts.add(new Part("application/pdf", "%PDF")));
        spoils.put("a second text", r -> r.parts.add(new Part("text/plain", "Bonjour")));
        spoils.put("a second text first", r -> r.parts.add(0, GeneratedReport.plain()));
        spoils.put("thirty texts", r -> {
            for (int i = 0; i < 30; i++) {
                r.parts.add(0, GeneratedReport.plain());
            }
            r.parts.add(new Part("application/x-msdownload; name=virus.exe", "MZ"));
        });
        spoils.put("no human part", r -> r.parts.remove(0));
        spoils.put("no machine part", r -> r.parts.remove(1));
        spoils.put("the parts turned round", r -> r.parts.add(r.parts.remove(0)));
        spoils.put("a letter for the text", r -> r.parts.set(0, new Part("text/plain", LETTER)));
        spoils.put("many lines for the text", r -> r.parts.set(0, new Part("text/plain", LONG_NOTE)));
        spoils.put("a letter for the HTML", r -> r.parts.set(0, new Part("text/html", LETTER)));
        spoils.put(
                "a letter in the HTML beside a short text",
                r -> r.parts.set(
                        0,
                        new Part(
                                "multipart/alternative; boundary=in",
                                "--in\n\nlu\n--in\nContent-Type: text/html\n\n<p>" + LETTER + "</p>\n--in--\n")));
        for (String html : List.of(
                "<img src=\"data:image/png;base64,iVBORw0KGgo=\">",
                "<!--[if mso]>" + LETTER + "<![endif]-->",
                "<style>p:after { content: 'lettre' }</style>",
                "<script>x</script>",
                "<title style=\"display:block\">lu</title>",
                "<title>" + LETTER + "</title>",
                "<title>lu<p class=\"" + LETTER.substring(0, 290) + "\"></title>",
                "<p style=\"color: red\">lu</p>",
                "<p style=\"background:url(x)\">lu</p>",
                "<meta http-equiv=\"refresh\" content=\"0;url=http://x\">lu",
                "<![CDATA[lu]]>",
                "<template>lu</template>",
                "<noscript>lu</noscript>",
                "<svg><text>lu</text></svg>",
                "<math><mtext>lu</mtext></math>",
                "<textarea>lu</textarea>",
                "<input value=lu>",
                "<option label=lu>",
                "<p data-x=lu>lu</p>",
                "<p alt=lu>lu</p>",
                "<?lu?>",
                "<plaintext>lu",
                "<p style='background:u&#114;l(x)'>lu</p>",
                "<a href=\"data:text/html,lettre\">lu</a>",
                "<p title=\"" + LETTER + "\">lu</p>",
                "<iframe></iframe>",
                "<object></object>",
                "<p onclick=x>lu</p>",
                "<p",
                "<p class=\"lu")) {
            spoils.put(
                    "HTML with " + html.substring(0, Math.min(20, html.length())),
                    r -> r.parts.set(0, new Part("text/html", "<body>" + html + "</body>")));
        }
        spoils.put(
                "a mixed part for the text",
                r -> r.parts.set(0, new Part("multipart/mixed; boundary=in", "--in\n\nlu\n--in\n\nlettre\n--in--\n")));
        spoils.put(
                "a third alternative",
                r -> r.parts.set(
                        0,
                        new Part(
                                "multipart/alternative; boundary=in",
                                "--in\n\nlu\n--in\nContent-Type: text/html\n\nlu\n--in\nContent-Type: text/rtf\n\nlettre\n--in--\n")));
        spoils.put("a preamble", r -> r.preamble = "Bonjour\n");
        spoils.put("an epilogue", r -> r.epilogue = "Bonjour\n");
        spoils.put("no end", r -> r.end = "");
        spoils.put("another report-type", r -> r.parameters = "; report-type=delivery-status; boundary=BB");
        spoils.put("no report-type", r -> r.parameters = "; boundary=BB");
        spoils.put("another multipart", r -> r.type = "multipart/mixed");
        spoils.put("a boundary within a parameter", r -> {
            r.parameters = "; report-type=disposition-notification; x=\"; boundary=BB; \"; boundary=\"CC\"";
            r.epilogue = "--CC\nContent-Type: application/x-msdownload; name=virus.exe\n\nMZ\n--CC--\n";
        });
        spoils.put("two boundaries", r -> r.parameters += "; boundary=CC");
        spoils.put("a comment in the type", r -> r.parameters += " (lettre)");
        spoils.put("two types", r -> r.header.add("Content-Type: text/plain"));
        spoils.put("two subjects", r -> r.header.add("Subject: Bonjour"));
        spoils.put("a long subject", r -> r.header.set(2, "Subject: " + LETTER.substring(0, 400)));
        spoils.put("a letter in a comment", r -> r.header.add("Comments: " + LETTER));
        spoils.put("a letter in a field of one's own", r -> r.header.add("X-Lettre: " + LETTER));
        spoils.put("a letter in fields of one's own", r -> {
            for (int i = 0; i < 30; i++) {
                r.header.add("X-Lettre-" + i + ": Bonjour docteur, je souffre encore");
            }
        });
        spoils.put("a letter in Received", r -> r.header.add("Received: (" + LETTER.repeat(4) + ")"));
        for (int i = 0; i < 2; i++) {
            int index = i;
            spoils.put("a name on part " + i, r -> r.parts.get(index).type += "; name=lettre.txt");
            spoils.put(
                    "a file name on part " + i,
                    r -> r.parts.get(index).fields.add("Content-Disposition: inline; filename=lettre.txt"));
            spoils.put("a name in pieces on part " + i, r -> r.parts.get(index).type += "; name*0*=utf-8''lettre.txt");
            spoils.put(
                    "an attachment as part " + i,
                    r -> r.parts.get(index).fields.add("Content-Disposition: attachment"));
            spoils.put(
                    "a letter in a field of part " + i,
                    r -> r.parts.get(index).fields.add("X-Lettre: " + LETTER));
            spoils.put("an encoding twice in part " + i, r -> r.parts
                    .get(index)
                    .fields
                    .addAll(List.of("Content-Transfer-Encoding: 7bit", "Content-Transfer-Encoding: base64")));
            spoils.put("base64 that goes on in part " + i, r -> {
                Part part = r.parts.get(index);
                part.body = "QUI=QUJD";
                part.fields.add("Content-Transfer-Encoding: base64");
                part.encoding = "";
            });
        }
        spoils.put("a field twice", r -> r.parts.get(1).body += "Reporting-UA: x\nReporting-UA: y\n");
        spoils.put("a field that nobody knows", r -> r.parts.get(1).body += "X-Lettre: Bonjour\n");
        spoils.put("a field with a letter", r -> r.parts.get(1).body += "Failure: " + LETTER.substring(0, 300) + "\n");
        spoils.put("a field with encoded words", r -> r.parts.get(1).body += "Failure: =?utf-8?Q?Bonjour?=\n");
        spoils.put("text before the fields", r -> r.parts.get(1).body = "Bonjour\n" + r.parts.get(1).body);
        spoils.put("text behind the fields", r -> r.parts.get(1).body += "\nBonjour docteur\n");
        spoils.put("a line of spaces in the fields", r -> r.parts.get(1).body += " \nWarning: x\n");
        spoils.put("a letter sent back", r -> returned(r, "text/rfc822-headers", LETTER));
        spoils.put(
                "a letter behind the header section",
                r -> returned(r, "text/rfc822-headers", GeneratedReport.returned().body + "\n" + LETTER));
        spoils.put(
                "a message with a body",
                r -> returned(r, "message/rfc822", GeneratedReport.returned().body + "\nBonjour\n"));
        spoils.put(
                "a message with a file", r -> returned(r, "message/rfc822", "Content-Type: application/pdf\n\n%PDF\n"));
        spoils.put(
                "a long subject sent back",
                r -> returned(r, "text/rfc822-headers", "Subject: " + LETTER.substring(0, 400) + "\n"));
        spoils.put(
                "a letter in a field sent back",
                r -> returned(r, "text/rfc822-headers", "Message-ID: <a@b>\nX-Lettre: " + LETTER + "\n"));
        spoils.put(
                "a letter in Received sent back",
                r -> returned(r, "text/rfc822-headers", "Received: (" + LETTER + ")\n"));
        spoils.put("a text in the place of what is sent back", r -> returned(r, "text/plain", "Subject: x\n"));
        return spoils;
    }

    private static void returned(GeneratedReport report, String type, String body) {
        report.parts.removeIf(part -> report.parts.indexOf(part) > 1);
        report.parts.add(new Part(type, body));
    }

    static Stream<String> spoiled() {
        return spoils().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void whatHoldsAnythingElseIsNone(String how) throws Exception {
        GeneratedReport report = GeneratedReport.receipt();
        assertThat(recognise(report)).isPresent();
        spoils().get(how).accept(report);
        assertThat(recognise(report)).as(report.text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a file behind the parts,RETURNED_PART",
        "a file name on part 0,FILE",
        "an attachment as part 1,FILE",
        "a second text first,PARTS",
        "thirty texts,FILE",
        "no human part,PARTS",
        "the parts turned round,PARTS",
        "no report-type,UNANNOUNCED",
        "a letter for the text,LONG_TEXT",
        "many lines for the text,LONG_TEXT",
        "a letter in the HTML beside a short text,LONG_TEXT",
        "HTML with <script>x</script>,RICH_TEXT",
        "a third alternative,NO_TEXT",
        "a mixed part for the text,NO_TEXT",
        "a preamble,STRAY_TEXT",
        "no end,STRAY_TEXT",
        "two boundaries,AMBIGUOUS",
        "a long subject,LONG_SUBJECT",
        "a letter in a comment,LONG_HEADER",
        "a letter in Received,LONG_HEADER",
        "a letter in a field of part 0,LONG_PART_HEADER",
        "base64 that goes on in part 1,ENCODING",
        "a field that nobody knows,MACHINE_FIELDS",
        "a letter sent back,RETURNED_PART",
        "a long subject sent back,RETURNED_PART"
    })
    void whatIsNoReceiptSaysByWhichDifference(String how, Difference difference) throws Exception {
        GeneratedReport report = GeneratedReport.receipt();
        spoils().get(how).accept(report);
        RawMessage mail = report.mail();
        assertThat(Receipt.read(mail, HeaderSection.read(mail))).isEqualTo(new Receipt.Differing(difference));
    }

    @Test
    void aLetterIsNoReceiptInWhicheverElementOrAttributeOfHtmlItStands() throws Exception {
        String third = LETTER.substring(0, 290);
        List<String> places = new ArrayList<>();
        PlainHtml.ELEMENTS.forEach(name -> places.add("<" + name + ">" + third.repeat(3) + "</" + name + ">"));
        for (String name : PlainHtml.ATTRIBUTES) {
            String value = name.equals("href") ? "mailto:" + third.substring(10) : third;
            places.add(("<p " + name + "=\"" + value + "\">lu</p>").repeat(3));
        }
        for (String place : places) {
            GeneratedReport report = GeneratedReport.receipt();
            report.parts.set(0, new Part("text/html", "<html><body>Lu." + place + "</body></html>"));
            assertThat(recognise(report)).as(place).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {598, 599, 600, 601, 700})
    void sixHundredCharactersAreAFewLinesAndOneMoreIsALetter(int characters) throws Exception {
        GeneratedReport report = GeneratedReport.receipt();
        report.parts.set(0, new Part("text/plain", "a".repeat(characters)));
        assertThat(recognise(report).isPresent()).isEqualTo(characters <= 600);
    }

    @Test
    void twoTextsThatDifferCountTogether() throws Exception {
        GeneratedReport report = GeneratedReport.receipt();
        String text = "a".repeat(301);
        report.parts.set(
                0,
                new Part(
                        "multipart/alternative; boundary=in",
                        "--in\n\n" + text + "\n--in\nContent-Type: text/html\n\n<b>" + text + "</b>\n--in--\n"));
        assertThat(recognise(report)).isPresent();
        report.parts.get(0).body = report.parts.get(0).body.replace("<b>a", "<b>b");
        assertThat(recognise(report)).isEmpty();
    }

    @Test
    void aMailOverTheBoundIsNoneHoweverItIsFilled() throws Exception {
        GeneratedReport report = GeneratedReport.receipt();
        report.parts.get(1).body += "\n".repeat(40_000);
        assertThat(recognise(report)).isEmpty();
    }

    @Property(tries = 300)
    void everyFormOfTheListIsAReceipt(@ForAll("exact") GeneratedReport report) throws Exception {
        assertThat(recognise(report)).as(report.text()).isPresent();
    }

    @Property(tries = 600)
    void nothingThatDiffersFromTheListIsAReceipt(
            @ForAll("exact") GeneratedReport report, @ForAll("extras") Consumer<GeneratedReport> extra)
            throws Exception {
        extra.accept(report);
        assertThat(recognise(report)).as(report.text()).isEmpty();
    }

    @Provide
    Arbitrary<GeneratedReport> exact() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of("", "7bit", "8bit", "base64", "quoted-printable"),
                        Arbitraries.of("", "7bit", "base64", "quoted-printable"))
                .as(ReceiptTest::exact);
    }

    private static GeneratedReport exact(int human, int machine, int returned, String encoding, String ofMachine) {
        GeneratedReport report = new GeneratedReport();
        Part words = human == 0
                ? GeneratedReport.plain()
                : human == 1 ? GeneratedReport.html() : GeneratedReport.alternative();
        words.encoding = human == 2 ? "" : encoding;
        Part fields = machine < 2 ? GeneratedReport.disposition() : GeneratedReport.delivered();
        if (machine % 2 == 1) {
            fields.type = fields.type.replace("message/", "message/global-");
        }
        if (machine >= 2) {
            report.parameters = report.parameters.replace("disposition-notification", "delivery-status");
        }
        fields.encoding = ofMachine;
        report.parts.add(words);
        report.parts.add(fields);
        if (returned > 0) {
            Part back = GeneratedReport.returned();
            back.type = List.of(
                            "text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "message/rfc822")
                    .get(returned - 1);
            back.body += returned == 4 ? "\n" : "";
            report.parts.add(back);
        }
        return report;
    }

    /** Those that spoil every form of the list. */
    @Provide
    Arbitrary<Consumer<GeneratedReport>> extras() {
        return Arbitraries.of(spoils().entrySet().stream()
                .filter(spoil -> !spoil.getKey().contains("boundary within"))
                .filter(spoil -> !spoil.getKey().equals("another report-type"))
                .map(spoil -> (Consumer<GeneratedReport>) spoil.getValue())
                .toList());
    }

    @Property(tries = 300)
    void anyPartsInAnyOrderAreAReceiptOnlyAsTheListHasThem(@ForAll("parts") List<Integer> order) throws Exception {
        List<Part> all = List.of(
                GeneratedReport.plain(),
                GeneratedReport.disposition(),
                GeneratedReport.returned(),
                GeneratedReport.html(),
                GeneratedReport.delivered(),
                new Part("text/calendar", "BEGIN:VCALENDAR"));
        GeneratedReport report = new GeneratedReport();
        order.forEach(i -> report.parts.add(all.get(i)));
        boolean listed = List.of(List.of(0, 1), List.of(0, 1, 2), List.of(3, 1), List.of(3, 1, 2))
                .contains(order);
        assertThat(recognise(report).isPresent()).as(report.text()).isEqualTo(listed);
    }

    @Provide
    Arbitrary<List<Integer>> parts() {
        Arbitrary<List<Integer>> any =
                Arbitraries.integers().between(0, 5).list().ofMinSize(0).ofMaxSize(4);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, any),
                net.jqwik.api.Tuple.of(
                        1, Arbitraries.of(List.of(0, 1), List.of(0, 1, 2), List.of(3, 1), List.of(3, 1, 2))));
    }

    @Property(tries = 300)
    void anyTextIsReadWithoutFailing(@ForAll String text) throws Exception {
        RawMessage mail = RawMessage.of(("From: a@b\r\nContent-Type: multipart/report; report-type=delivery-status;"
                        + " boundary=B\r\n\r\n--B\r\n" + text + "\r\n--B\r\n" + text + "\r\n--B--\r\n")
                .getBytes(StandardCharsets.UTF_8));
        HeaderSection header = HeaderSection.read(mail);
        assertThat(Receipt.read(mail, header).receipt()).isEmpty();
        assertThat(Returned.recognise(mail, header)).isNotNull();
    }
}

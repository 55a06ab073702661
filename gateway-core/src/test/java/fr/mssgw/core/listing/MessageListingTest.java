package fr.mssgw.core.listing;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.Bounds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessageListingTest {
    private static MessageListing listingOfCrlf(String message) throws IOException {
        String octets = message.replace("\n", "\r\n");
        int end = octets.startsWith("\r\n") ? 2 : octets.indexOf("\r\n\r\n") + 4;
        return MessageListing.of(latin1(octets.substring(0, end)), latin1(octets.substring(end)));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Test
    void anEnvelopeHasItsTenFieldsAndSenderAndReplyToDefaultToFrom() throws IOException {
        MessageListing listing =
                listingOfCrlf("Date: Sun, 22 Nov 2026 05:00:00 +0100\nSubject: =?utf-8?q?R=C3=A9sultat?=\n"
                        + " de \"biologie\"\nFrom: \"Martin, Claire\" <claire.martin@demo.mssante.fr>\nTo: a@b.fr (Paul Petit),\n"
                        + "\tEquipe: x@y.fr, z@y.fr;, <@r1,@r2:c@d.fr>\nMessage-ID: <1@demo>\n\nx\n");

        String claire = "((\"Martin, Claire\" NIL \"claire.martin\" \"demo.mssante.fr\"))";
        assertThat(text(listing.envelope()))
                .isEqualTo("(\"Sun, 22 Nov 2026 05:00:00 +0100\" \"=?utf-8?q?R=C3=A9sultat?= de \\\"biologie\\\"\" "
                        + claire + " " + claire + " " + claire
                        + " ((\"Paul Petit\" NIL \"a\" \"b.fr\")(NIL NIL \"Equipe\" NIL)(NIL NIL \"x\" \"y.fr\")"
                        + "(NIL NIL \"z\" \"y.fr\")(NIL NIL NIL NIL)(NIL \"@r1,@r2\" \"c\" \"d.fr\"))"
                        + " NIL NIL NIL \"<1@demo>\")");
    }

    @Test
    void aParameterInPiecesIsListedAsOne() throws IOException {
        MessageListing listing = listingOfCrlf(
                "Content-Type: application/pdf; name*0=long; name*1=\".pdf\"; x=y\n"
                        + "Content-Disposition: attachment; filename*1*=%20b; filename*0*=utf-8'fr'%C3%A9; filename*2=.pdf\n\n");

        assertThat(text(listing.bodyStructure()))
                .isEqualTo("(\"APPLICATION\" \"PDF\" (\"name\" \"long.pdf\" \"x\" \"y\") NIL NIL \"7BIT\" 0 NIL"
                        + " (\"attachment\" (\"filename*\" \"utf-8'fr'%C3%A9%20b.pdf\")) NIL NIL)");
    }

    @Test
    void piecesThatAreMissingOrRepeatedStayApart() throws IOException {
        assertThat(text(listingOfCrlf("Content-Type: image/png; a*0=x; a*2=y; b*0=x; b*0=z; c*=utf-8''q\n\n")
                        .body()))
                .startsWith(
                        "(\"IMAGE\" \"PNG\" (\"a*0\" \"x\" \"a*2\" \"y\" \"b*0\" \"x\" \"b*0\" \"z\" \"c*\" \"utf-8''q\")");
    }

    @Test
    void aCommentBehindAParameterIsNotOfItsValue() throws IOException {
        String listed = text(listingOfCrlf("Content-Type: multipart/mixed; boundary=b (fin)\n\n--b\n"
                        + "Content-Type: text/plain; charset=utf-8 (commentaire); name=a (1).txt\n\nx\n--b--\n")
                .body());

        assertThat(listed)
                .isEqualTo("((\"TEXT\" \"PLAIN\" (\"charset\" \"utf-8\" \"name\" \"a (1).txt\") NIL NIL \"7BIT\" 1 0)"
                        + " \"MIXED\")");
    }

    @Test
    void aTabInAFoldStaysATab() throws IOException {
        assertThat(text(listingOfCrlf("In-Reply-To: <1@demo>\n\t<2@demo>\n\n").envelope()))
                .contains("\"<1@demo>\t<2@demo>\"");
    }

    @Test
    void octetsAbove127AreWrittenAsLiterals() throws IOException {
        assertThat(text(listingOfCrlf("Subject: R\u00e9sultat\n\n").envelope()))
                .startsWith("(NIL {8}\r\nR\u00e9sultat NIL");
    }

    @Test
    void aPlainTextHasItsOctetsAndLines() throws IOException {
        MessageListing listing =
                listingOfCrlf("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nun\ndeux\n");

        assertThat(text(listing.body()))
                .isEqualTo("(\"TEXT\" \"PLAIN\" (\"charset\" \"utf-8\") NIL NIL \"8BIT\" 10 2)");
        assertThat(text(listing.bodyStructure()))
                .isEqualTo("(\"TEXT\" \"PLAIN\" (\"charset\" \"utf-8\") NIL NIL \"8BIT\" 10 2 NIL NIL NIL NIL)");
    }

    @Test
    void aMultipartListsItsPartsWithoutPreambleDelimitersAndEpilogue() throws IOException {
        MessageListing listing =
                listingOfCrlf("Content-Type: multipart/mixed; boundary=\"=b\"\n\npreamble\n--=b\n\nBonjour\n"
                        + "--=b \nContent-Type: application/pdf; name=\"a b.pdf\"\nContent-Transfer-Encoding: base64\n"
                        + "Content-Disposition: attachment; filename=\"a b.pdf\"\n\nSGk=\n--=b--\nepilogue\n");

        assertThat(text(listing.bodyStructure()))
                .isEqualTo("((\"TEXT\" \"PLAIN\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 7 0 NIL NIL NIL NIL)"
                        + "(\"APPLICATION\" \"PDF\" (\"name\" \"a b.pdf\") NIL NIL \"BASE64\" 4 NIL"
                        + " (\"attachment\" (\"filename\" \"a b.pdf\")) NIL NIL)"
                        + " \"MIXED\" (\"boundary\" \"=b\") NIL NIL NIL)");
    }

    @Test
    void anEnclosedMessageShowsItsOwnEnvelopeAndStructure() throws IOException {
        MessageListing listing = listingOfCrlf("Content-Type: multipart/digest; boundary=o\n\n--o\n\nSubject: dedans\n"
                + "Content-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n--i--\n--o--\n");

        assertThat(text(listing.body()))
                .isEqualTo("((\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 77"
                        + " (NIL \"dedans\" NIL NIL NIL NIL NIL NIL NIL NIL)"
                        + " ((\"TEXT\" \"PLAIN\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 1 0) \"MIXED\") 6)"
                        + " \"DIGEST\")");
    }

    @Test
    void anOuterDelimiterEndsAnInnerMultipartThatForgotItsOwn() throws IOException {
        MessageListing listing = listingOfCrlf("Content-Type: multipart/mixed; boundary=o\n\n--o\n"
                + "Content-Type: multipart/alternative; boundary=i\n\n--i\n\nx\n--o\n\ny\n--o--\n");

        assertThat(text(listing.body())).contains("\"ALTERNATIVE\")(\"TEXT\"").endsWith(" \"MIXED\")");
    }

    @Test
    void partsBeyondTheBoundsOfDepthAndNumberStayWhereTheyAre() throws IOException {
        StringBuilder nested = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        assertThat(listingOfCrlf(nested.toString()).body()).hasSizeLessThan(2_000);
        String many = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n\n".repeat(12_000);
        assertThat(text(listingOfCrlf(many).body()).split("TEXT").length == Bounds.MAIL.parts())
                .isTrue();
    }

    @Test
    void aBodyOf25MebibytesIsReadInAFixedBuffer() throws IOException {
        long octets = 25L << 20;
        InputStream zeros = new InputStream() {
            private long left = octets;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int some = (int) Math.min(length, left);
                left -= some;
                Arrays.fill(into, offset, offset + some, (byte) 'x');
                return some == 0 ? -1 : some;
            }
        };
        assertThat(text(MessageListing.of(latin1("\r\n"), zeros).body())).endsWith("\"7BIT\" 26214400 0)");
    }

    @Test
    void aDigestOfMillionsOfAddressesIsListedWithinTheBoundAndWithAllItsParts() throws IOException {
        String addresses = ("a@b,".repeat(250) + "\n ").repeat(8);
        MessageListing listing = listingOfCrlf("Content-Type: multipart/digest; boundary=d\n\n"
                + ("--d\n\nSubject: x\nFrom: " + addresses + "\nMessage-ID: <m@b>\n\n").repeat(500)
                + "--d\nContent-Type: application/pdf; name=fin.pdf\n\n--d--\n");

        for (byte[] value : List.of(listing.body(), listing.bodyStructure())) {
            assertThat(value).hasSizeLessThan(MessageListing.MOST);
            assertThat(text(value).split("\"MESSAGE\" \"RFC822\"", -1)).hasSize(501);
            assertThat(text(value).split("\\(NIL \"x\" \\(\\(NIL NIL \"a\"", -1))
                    .as("the first messages have their addresses")
                    .hasSizeGreaterThan(3);
            assertThat(text(value))
                    .as("the addresses of the last are left out, and nothing else")
                    .containsPattern("\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" [0-9]+ \\(NIL NIL NIL NIL NIL NIL"
                            + " NIL NIL NIL NIL\\) \\(\"TEXT\"[^()]*\\(\"charset\" \"us-ascii\"\\)[^()]*\\) [0-9]+[^()]*\\)"
                            + "\\(\"APPLICATION\" \"PDF\" \\(\"name\" \"fin.pdf\"\\)");
        }
        assertThat(balance(listing.bodyStructure())).isZero();
    }

    @Test
    void parametersOfThousandsOfPartsAreListedWithinTheBoundToo() throws IOException {
        MessageListing listing = listingOfCrlf("Content-Type: multipart/mixed; boundary=d\n\n"
                + ("--d\nContent-Type: image/png" + ";\u00e9=\u00e9".repeat(20) + "\nContent-Disposition: attachment"
                                + ";\u00e9=\u00e9".repeat(20) + "\n\n")
                        .repeat(8_000)
                + "--d--\n");

        assertThat(listing.bodyStructure()).hasSizeLessThan(MessageListing.MOST + 8_000 * 100);
        assertThat(text(listing.bodyStructure()).split("\"IMAGE\" \"PNG\"", -1)).hasSize(8_001);
        assertThat(balance(listing.bodyStructure())).isZero();
    }

    @Test
    void noMediaTypeIsLongerThanARegisteredOne() throws IOException {
        String name = "x".repeat(3_000);

        assertThat(text(listingOfCrlf("Content-Type: " + name + "/" + name + "\n\n")
                        .body()))
                .startsWith("(\"" + "X".repeat(127) + "\" \"" + "X".repeat(127) + "\" NIL");
    }

    private static long balance(byte[] value) {
        String structure = text(value).replaceAll("\"[^\"]*\"", "s");
        return structure.chars().filter(c -> c == '(').count()
                - structure.chars().filter(c -> c == ')').count();
    }

    @Property(tries = 300)
    void anyOctetsCanBeListed(@ForAll byte[] header, @ForAll byte[] body) throws IOException {
        assertThat(MessageListing.of(header, body).bodyStructure())
                .startsWith('(')
                .endsWith(')');
    }

    @Property(tries = 300)
    void anyMixtureOfMimeLinesIsBalanced(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        String[] lines = {
            "--a",
            "--a--",
            "--b",
            "--b--",
            "",
            "Content-Type: multipart/mixed; boundary=b",
            "Content-Type: message/rfc822",
            "Content-Type: multipart/digest; boundary=a",
            "x",
            "Subject: y",
            "From: z <"
        };
        StringBuilder message = new StringBuilder("Content-Type: multipart/mixed; boundary=a\n\n");
        for (int i = 0; i < 40; i++) {
            message.append(lines[random.nextInt(lines.length)]).append('\n');
        }
        assertThat(balance(listingOfCrlf(message.toString()).bodyStructure())).isZero();
    }
}

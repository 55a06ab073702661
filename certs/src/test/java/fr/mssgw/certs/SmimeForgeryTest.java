package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.message.SmimeLabel.Reason;
import fr.mssgw.core.message.SmimeLabel.Status;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A structure that can be read in two ways is never labelled verified: what was signed need not be what is shown. */
class SmimeForgeryTest {
    private static final String FORGED = "--E\r\nContent-Type: text/plain\r\n\r\nforged\r\n--E--\r\n\r\n";

    @TempDir
    Path directory;

    private SmimeFixture fixture;
    private String signed;
    private String boundary;

    @BeforeEach
    void signAReport() throws Exception {
        fixture = new SmimeFixture(directory);
        signed = signedByClaire(report(CLAIRE));
        int at = signed.indexOf("boundary=\"", signed.indexOf("multipart/signed")) + "boundary=\"".length();
        boundary = signed.substring(at, signed.indexOf('"', at));
    }

    private String signedByClaire(RawMessage message) throws Exception {
        return text(copyFor(fixture.security().secure(message, bal(CLAIRE), List.of(PATIENT), NOW), PATIENT)
                .content());
    }

    private Incoming open(String message) throws Exception {
        return opened(fixture.peer(), raw(message), JEAN, CLAIRE);
    }

    private SmimeLabel label(String message) throws Exception {
        return open(message).label();
    }

    /** The signed message with another Content-Type, and forged text before the parts that were signed. */
    private String with(String fields) {
        int start = signed.indexOf("Content-Type: multipart/signed");
        int end = signed.indexOf("\r\n\r\n", start) + 4;
        return signed.substring(0, start) + fields.replace("BOUNDARY", boundary) + "\r\n\r\n" + FORGED
                + signed.substring(end);
    }

    @Test
    void theSignedMessageItselfIsVerified() throws Exception {
        assertThat(label(signed).headerValue()).startsWith("verified; signer=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "boundary=\"E\"; boundary*0=\"BOUNDARY\"",
                "boundary=\"BOUNDARY\"; boundary*0=\"E\"",
                "boundary*=us-ascii''BOUNDARY; boundary=E",
                "boundary*=us-ascii''BOUNDARY",
                "boundary=\"E\"; boundary=\"BOUNDARY\"",
                "boundary=\"BOUNDARY\"; boundary=\"E\"",
                "boundary=\"=?us-ascii?Q?BOUNDARY?=\"; boundary=E",
                "x=\"; boundary=E; \"; boundary=\"BOUNDARY\" (; boundary=E)",
                "boundary=\"BOUNDARY\"; BOUNDARY=E; boundary=E",
            })
    void aForgedTextBeforeWhatWasSignedIsNeverVerified(String parameters) throws Exception {
        SmimeLabel label =
                label(with("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; "
                        + parameters));
        assertThat(label.status()).isNotEqualTo(Status.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: multipart/mixed; boundary=E", "Content-Type: text/plain"})
    void twoContentTypesAreNeverVerified(String other) throws Exception {
        String type = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"BOUNDARY\"";
        assertThat(label(with(type + "\r\n" + other)).status()).isNotEqualTo(Status.VERIFIED);
        assertThat(label(with(other + "\r\n" + type)).status()).isNotEqualTo(Status.VERIFIED);
    }

    @Test
    void anEncodedMultipartIsNeverVerified() throws Exception {
        SmimeLabel label = label(signed.replace(
                "Content-Type: multipart/signed",
                "Content-Transfer-Encoding: base64\r\nContent-Type: multipart/signed"));
        assertThat(label.status()).isEqualTo(Status.INVALID);
        assertThat(label.reason()).contains(Reason.AMBIGUOUS);
        assertThat(label.headerValue()).startsWith("invalid; reason=ambiguous; signer=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed; boundary=E; boundary*0=lim\n\n--lim\n\nx\n--lim--\n",
                "Content-Type: text/plain\nContent-Transfer-Encoding: base64 (really)\n\nQUJD\n",
                "Content-Type: multipart/mixed; boundary=lim\n\n--lim\nContent-Type: text/html\nContent-Type: text/plain\n\nx\n--lim--\n",
                "Content-Type: multipart/mixed; boundary=lim\n\n--lim\nContent-Type: multipart/mixed; boundary=li\n\n--li\n\nx\n--li--\n--lim--\n",
                "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nQUI=\nQUJD\n",
                "Content-Type: multipart/mixed; boundary=lim\n\n--lim\n\nx\n--limb\n\ny\n--lim--\n",
            })
    void aSecondReadingInAnyPartOfWhatWasSignedIsTold(String content) throws Exception {
        SmimeLabel label = label(signedByClaire(
                message("From: <" + CLAIRE.wireForm() + ">\nSubject: a\nMIME-Version: 1.0\n" + content)));
        assertThat(label.status()).isEqualTo(Status.INVALID);
        assertThat(label.reason()).contains(Reason.AMBIGUOUS);
    }

    @Test
    void whatCallsItselfSignedAndIsNotOfTwoPartsSaysSo() throws Exception {
        String third = "--" + boundary + "\r\nContent-Type: text/plain\r\n\r\nforged\r\n";
        int first = signed.indexOf("--" + boundary + "\r\n");
        int second = signed.indexOf("--" + boundary + "\r\n", first + 1);
        int end = signed.indexOf("--" + boundary + "--");
        for (String mail : List.of(
                signed.substring(0, first) + third + signed.substring(first),
                signed.substring(0, end) + third + signed.substring(end),
                signed.substring(0, second) + signed.substring(end),
                signed.substring(0, end))) {
            Incoming incoming = open(mail);
            assertThat(incoming.label().headerValue()).isEqualTo("invalid; reason=malformed");
            assertThat(incoming.ambiguous()).isTrue();
            assertThat(sentByAClient(mail)).isTrue();
        }
    }

    @Test
    void whatClaimsToBeASignatureAndIsNoneSaysSo() throws Exception {
        int body = signed.indexOf("\r\n\r\n", signed.indexOf("pkcs7-signature; name=")) + 4;
        int end = signed.indexOf("\r\n--" + boundary + "--");
        assertThat(label(signed.substring(0, body) + "QUJD" + signed.substring(end))
                        .headerValue())
                .isEqualTo("invalid; reason=malformed");
    }

    @Test
    void aFooterBehindWhatAClientSignedIsSeenOnTheWayOutAsOnTheWayIn() throws Exception {
        assertThat(sentByAClient(signed)).isFalse();
        String footer = signed + "\r\n-- \r\nDiffusé par la liste\r\n";
        assertThat(sentByAClient(footer)).isTrue();
        assertThat(open(footer).ambiguous()).isTrue();
        assertThat(label(footer).headerValue()).startsWith("invalid; reason=ambiguous; signer=");
        assertThat(open(signed).ambiguous()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " protocol=\"application/pgp-signature\";", " protocol=\"application/pkcs7-signature \";"})
    void whatIsSignedByAnyProtocolHasTwoParts(String protocol) throws Exception {
        String head = "From: " + CLAIRE.wireForm() + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed;"
                + protocol + " micalg=sha-256; boundary=autre\r\n\r\n";
        String text = "--autre\r\nContent-Type: text/plain\r\n\r\nBonjour.\r\n";
        String signature = "--autre\r\nContent-Type: application/octet-stream\r\n\r\nMAA=\r\n";
        String two = head + text + signature + "--autre--\r\n";
        String three = head + text + text + signature + "--autre--\r\n";
        assertThat(sentByAClient(two)).isFalse();
        assertThat(open(two).ambiguous()).isFalse();
        assertThat(sentByAClient(three)).isTrue();
        assertThat(open(three).ambiguous()).isTrue();
    }

    @Test
    void aFooterUnderMoreLayersThanAnybodyLooksAtIsSeenOnTheWayOutAsWell() throws Exception {
        String mail = "Content-Type: text/plain\r\n\r\nBonjour.\r\n";
        for (int layer = 1; layer <= 5; layer++) {
            String limit = "couche" + layer;
            String more = layer == 1 ? "--" + limit + "\r\nContent-Type: text/plain\r\n\r\nforged\r\n" : "";
            mail = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary="
                    + limit + "\r\n\r\n--" + limit + "\r\n" + mail + "\r\n--" + limit
                    + "\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                    + "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7s\r\n\r\nMAA=\r\n"
                    + more + "--" + limit + "--\r\n";
        }
        assertThat(sentByAClient("From: " + CLAIRE.wireForm() + "\r\nMIME-Version: 1.0\r\n" + mail))
                .isTrue();
    }

    /** Whether what a client secured itself is seen to have a second reading. */
    private boolean sentByAClient(String mail) throws Exception {
        return copyFor(fixture.security().secure(raw(mail), bal(CLAIRE), List.of(PATIENT), NOW), PATIENT)
                .ambiguous();
    }

    @ParameterizedTest
    @ValueSource(strings = {"From", "Subject", "Date"})
    void aFieldGivenTwiceIsNotVerified(String field) throws Exception {
        String twice = signed.replaceFirst(
                "Subject: ", field + ": autre <" + CLAIRE.wireForm() + ">\r\n" + field + ": encore\r\nSubject: ");
        assertThat(label(twice).status()).isNotEqualTo(Status.VERIFIED);
    }
}

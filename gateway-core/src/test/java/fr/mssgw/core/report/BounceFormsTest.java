package fr.mssgw.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.People;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms in which mail servers bring back a message (fr/mssgw/core/report/README.md). */
class BounceFormsTest {
    private static final String SUBJECT = "Compte rendu de consultation";

    private static String form(String name) throws IOException {
        URL file = Objects.requireNonNull(BounceFormsTest.class.getResource(name + ".eml"), name);
        try (InputStream in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
        }
    }

    private static Optional<Returned> read(String name) throws Exception {
        return read(RawMessage.of(form(name).getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<Returned> read(RawMessage mail) throws Exception {
        return Returned.recognise(mail, HeaderSection.read(mail));
    }

    @ParameterizedTest
    @CsvSource({
        "plain/avis, CLOSED",
        "plain/domino, UNKNOWN",
        "plain/echec-envoi, UNKNOWN",
        "plain/exchange-en, UNKNOWN",
        "plain/exchange-fr, UNKNOWN",
        "plain/exim, UNKNOWN",
        "plain/free, UNKNOWN",
        "plain/gmail, CLOSED",
        "plain/groupwise, OTHER",
        "plain/james, TOO_LARGE",
        "plain/james-bounce, CLOSED",
        "plain/mdaemon, UNKNOWN",
        "plain/mes, UNKNOWN",
        "plain/mixte, UNKNOWN",
        "plain/ndr, UNKNOWN",
        "plain/notification, INVALID",
        "plain/orange, CLOSED",
        "plain/outlook-fr, UNKNOWN",
        "plain/ovh, TOO_LARGE",
        "plain/postfix, UNKNOWN",
        "plain/qmail, UNKNOWN",
        "plain/remise-impossible, TOO_LARGE",
        "plain/sans-motif, OTHER",
        "plain/sendmail, UNKNOWN",
        "plain/zimbra-fr, CLOSED",
        "dsn/action-in-capitals, CLOSED",
        "dsn/action-with-comment, UNKNOWN",
        "dsn/angle-brackets, UNKNOWN",
        "dsn/base64, UNKNOWN",
        "dsn/diagnostic-only, UNKNOWN",
        "dsn/html-only, CLOSED",
        "dsn/mcafee, UNKNOWN",
        "dsn/mixed-without-report-type, UNKNOWN",
        "dsn/no-action, UNKNOWN",
        "dsn/no-address-type, UNKNOWN",
        "dsn/no-block-of-the-message, UNKNOWN",
        "dsn/no-human-part, TOO_LARGE",
        "dsn/no-status, UNKNOWN",
        "dsn/one-block-for-all, UNKNOWN",
        "dsn/opensmtpd, UNKNOWN",
        "dsn/original-recipient-only, UNKNOWN",
        "dsn/postfix, UNKNOWN",
        "dsn/quoted-address, INVALID",
        "dsn/quoted-printable, UNKNOWN",
        "dsn/rewritten-recipient, UNKNOWN",
        "dsn/several-blocks, CLOSED",
        "dsn/status-with-reply, UNKNOWN",
        "dsn/status-with-text, TOO_LARGE",
        "dsn/utf8-address, UNKNOWN",
        "dsn/utf8-xtext-address, UNKNOWN",
        "dsn/xtext-address, UNKNOWN",
    })
    void aMessageThatCameBackIsReadWithItsPatientAndItsReason(String form, ReturnReason reason) throws Exception {
        Returned returned = read(form).orElseThrow();

        assertThat(returned.patient()).contains(People.PATIENT);
        assertThat(returned.reason()).isEqualTo(reason);
        assertThat(returned.subject()).isIn("", SUBJECT);
    }

    /** Of the sender, the way, a policy or a full mailbox (RFC 3463 §3.2, §3.3, §3.5, §3.8), in words of the patient's faults. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.1.8 | 553 5.1.8 <x@y>... Domain of sender address x@y does not exist",
                "5.1.8 | x",
                "5.1.7 | 550 5.1.7 No such user",
                "5.1.2 | Host unknown",
                "5.4.4 | Host or domain name not found. Name service error for name=x type=AAAA: Host not found",
                "5.4.1 | 550 5.4.1 Recipient address rejected: user unknown",
                "5.7.1 | 550 5.7.1 unknown user or not allowed",
                "5.7.26 | 550 5.7.26 sender not found",
                "5.2.2 | 552 5.2.2 mailbox full, user unknown",
                "5.1.1 | 552 5.2.2 Over quota",
                "5.1.1 | 550 5.7.1 IP address blacklisted by recipient",
                "5.0.0 | 5.1.0 - Unknown address error 550-'5.2.2 ... Mailbox Full'",
                "5.0.0 | 552 mailbox is full (user not found)",
                "5.0.0 | 550 Domain does not exist",
                "5.0.0 | 550 sender address unknown",
                "5.0.0 | 550 adresse de l'expéditeur inconnue",
                "5.0.0 | 550 Host unknown",
            })
    void aFaultThatIsNotOfThePatientIsNotToldAsHis(String status, String diagnostic) throws Exception {
        assertThat(postfix(status, diagnostic).reason()).isEqualTo(ReturnReason.OTHER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.1.1 | x | UNKNOWN",
                "5.0.0 | 550 5.1.1 User unknown | UNKNOWN",
                "5.1.0 | 550 user unknown | UNKNOWN",
                "5.1.351 | Remote server returned unknown recipient | UNKNOWN",
                "4.1.1 | 450 4.1.1 User unknown | UNKNOWN",
                "5.2.1 | x | CLOSED",
                "5.0.0 | 550 retour à l'expéditeur : destinataire inconnu | UNKNOWN",
                "5.1.3 | x | INVALID",
                "5.3.4 | x | TOO_LARGE",
            })
    void aFaultOfThePatientsAddressIsToldAsSuch(String status, String diagnostic, ReturnReason reason)
            throws Exception {
        assertThat(postfix(status, diagnostic).reason()).isEqualTo(reason);
    }

    private static Returned postfix(String status, String diagnostic) throws Exception {
        String text = form("dsn/postfix")
                .replace("Status: 5.1.1", "Status: " + status)
                .replaceFirst(
                        "(?s)Diagnostic-Code: smtp; .*?rejected: User unknown", "Diagnostic-Code: smtp; " + diagnostic);
        assertThat(text).contains(diagnostic);
        return read(RawMessage.of(text.getBytes(StandardCharsets.UTF_8))).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "plain/exim",
        "plain/sendmail",
        "plain/qmail",
        "plain/gmail",
        "plain/mixte",
        "dsn/postfix",
        "dsn/action-with-comment"
    })
    void theMessageIsNamedByTheCopyThatCameBack(String form) throws Exception {
        Returned returned = read(form).orElseThrow();

        assertThat(returned.subject()).isEqualTo(SUBJECT);
        assertThat(returned.references().messageIds()).containsExactly("<cr-1@poste.demo.mssante.fr>");
    }

    @ParameterizedTest
    @CsvSource({"plain/exchange-en", "plain/exchange-fr", "plain/mes", "plain/remise-impossible"})
    void theMessageIsNamedByTheAnnouncement(String form) throws Exception {
        assertThat(read(form).orElseThrow().subject()).isEqualTo(SUBJECT);
    }

    @ParameterizedTest
    @MethodSource("none")
    void whatIsNoReturnIsNotTakenForOne(String form) throws Exception {
        assertThat(read(form)).isEmpty();
    }

    static List<String> none() throws Exception {
        return names("none");
    }

    @Test
    void everyFormOfTheCorpusIsTested() throws Exception {
        assertThat(names("plain")).hasSize(25);
        assertThat(names("dsn")).hasSize(26);
        assertThat(names("none")).hasSize(22);
    }

    private static List<String> names(String folder) throws IOException, URISyntaxException {
        URL url = Objects.requireNonNull(BounceFormsTest.class.getResource(folder), folder);
        try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
            return files.map(
                            file -> folder + "/" + file.getFileName().toString().replace(".eml", ""))
                    .sorted()
                    .toList();
        }
    }
}

package fr.mssgw.it.scenario;

import static fr.mssgw.it.fixture.Post.mail;
import static fr.mssgw.it.fixture.Post.plain;
import static fr.mssgw.it.fixture.Post.send;
import static fr.mssgw.it.fixture.Post.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Wire;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import fr.mssgw.sandbox.smtp.SmtpDialogue.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and operators are answered (docs/contract.md §4), on the wire. Patients: {@link PatientRepliesIT}. */
class ContractRepliesIT {
    private static final String COLLEAGUE = "jean.dupont@pair.mssante.fr";

    private final SandboxFile sandbox = RunningSandbox.file();
    private final Post post = new Post(sandbox);
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final SandboxFile.Account secretary = sandbox.account("secretariat.cardio", null);

    @Test
    void whatIsStoredGetsItsQueueIdAndArrives() throws Exception {
        String subject = subject();
        try (SmtpDialogue session = post.client(claire)) {
            Reply reply =
                    send(session, claire.bal(), secretary.bal(), mail(claire.bal(), secretary.bal(), subject, ""));
            assertThat(reply.toString()).matches("250 2\\.0\\.0 .*[0-9A-Z]{16}");
        }
        assertThat(arrived(secretary, subject)).isTrue();
    }

    @Test
    void nothingIsTakenBeforeTls() throws Exception {
        for (int port : new int[] {
            sandbox.operator().ports().submission(), sandbox.operator().ports().mx()
        }) {
            try (SmtpDialogue session = post.clear(port)) {
                assertThat(session.command("EHLO essai.demo.mssante.fr").text())
                        .contains("STARTTLS")
                        .doesNotContain("AUTH");
                refused(session.command("MAIL FROM:<" + claire.bal() + ">"), 530, "5.7.0", "GW-TLS-");
            }
        }
    }

    @Test
    void anOperatorShowsACertificateAndAClientLogsIn() throws Exception {
        try (SmtpDialogue session = post.secured(sandbox.operator().ports().mx(), post.trusting())) {
            refused(session.command("MAIL FROM:<" + COLLEAGUE + ">"), 530, "5.7.0", "GW-TLS-");
        }
        try (SmtpDialogue session = post.secured(sandbox.operator().ports().submission(), post.trusting())) {
            refused(session.command("MAIL FROM:<" + claire.bal() + ">"), 530, "5.7.0", "GW-AUTH-1");
            assertThat(session.command(plain(claire.login(), String.valueOf(claire.password())))
                            .code())
                    .isEqualTo(235);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "expired,GW-PEER-1",
        "revoked,GW-PEER-2",
        "other-ca,GW-PEER-3",
        "unlisted,GW-PEER-4",
        "dn-mismatch,GW-PEER-5"
    })
    void theHandshakeCompletesThenMailFromSaysWhyTheOperatorIsRefused(String name, String rule) throws Exception {
        try (SmtpDialogue session = post.peer(name)) {
            refused(session.command("MAIL FROM:<a@" + sandbox.peer(name).domain() + ">"), 550, "5.7.1", rule);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (SmtpDialogue session = post.secured(sandbox.operator().ports().submission(), post.trusting())) {
            refused(session.command(plain(claire.login(), "ce-n-est-pas-lui")), 535, "5.7.8", "GW-AUTH-2");
            assertThat(session.command(plain(claire.login(), String.valueOf(claire.password())))
                            .code())
                    .isEqualTo(235);
        }
    }

    @Test
    void anExpiredTokenIsRefusedAfterItsChallenge() throws Exception {
        try (SmtpDialogue session = post.secured(sandbox.operator().ports().submission(), post.trusting())) {
            Reply challenge = session.command("AUTH XOAUTH2 " + bearer(expiredToken()));
            assertThat(challenge.code()).isEqualTo(334);
            refused(session.command(""), 535, "5.7.8", "GW-AUTH-2");
        }
    }

    @Test
    void aCertificateThatIsNoApplicativeBalsIsRefused() throws Exception {
        SandboxFile.Account labo = sandbox.account("labo.auto", null);
        int port = sandbox.operator().ports().submission();
        try (SmtpDialogue session =
                post.secured(port, post.showing(PeerSender.identity(claire.certificate(), claire.key())))) {
            refused(session.command("AUTH EXTERNAL ="), 535, "5.7.8", "GW-AUTH-2");
        }
        try (SmtpDialogue session =
                post.secured(port, post.showing(PeerSender.identity(labo.certificate(), labo.key())))) {
            assertThat(session.command("AUTH EXTERNAL =").code()).isEqualTo(235);
        }
    }

    @Test
    void tenWrongCredentialsLockOneBalFromOneAddressOnBothProtocols() throws Exception {
        String here = "127.0.0.7";
        String right = String.valueOf(claire.password());
        for (int round = 0; round < 5; round++) {
            assertThat(submissions(here, claire.login(), "faux-" + round)).startsWith("535 5.7.8");
            try (Imap imap = Imap.connect(sandbox, here, post.trusting())) {
                assertThat(imap.command("LOGIN " + claire.login() + " faux-" + round))
                        .contains(" NO ");
            }
        }
        assertThat(submissions(here, claire.login(), right)).startsWith("421 4.7.0");
        try (Imap imap = Imap.connect(sandbox, here, post.trusting())) {
            assertThat(imap.command("LOGIN " + claire.login() + " " + right)).contains(" NO ");
            assertThat(imap.ended()).isTrue();
        }
        assertThat(submissions(here, secretary.login(), String.valueOf(secretary.password())))
                .startsWith("235");
        assertThat(submissions("127.0.0.1", claire.login(), right)).startsWith("235");
    }

    @Test
    void aClientWritesOnlyAsItsOwnBal() throws Exception {
        try (SmtpDialogue session = post.client(claire)) {
            refused(session.command("MAIL FROM:<" + secretary.bal() + ">"), 550, "5.7.1", "GW-FROM-1");
            String subject = subject();
            String foreign = mail(secretary.bal(), secretary.bal(), subject, "");
            refused(send(session, claire.bal(), secretary.bal(), foreign), 550, "5.7.1", "GW-FROM-2");
            String two = "From: <" + claire.bal() + ">\r\n" + mail(claire.bal(), secretary.bal(), subject, "");
            refused(send(session, claire.bal(), secretary.bal(), two), 550, "5.7.1", "GW-FROM-");
            servesTheNext(session, claire.bal(), secretary);
            assertThat(arrived(secretary, subject)).isFalse();
        }
    }

    @Test
    void aPeersAuthorIsOfTheDomainOfItsEnvelope() throws Exception {
        String subject = subject();
        try (SmtpDialogue session = post.peer("listed")) {
            String foreign = mail("autre@panne.mssante.fr", claire.bal(), subject, "");
            refused(send(session, COLLEAGUE, claire.bal(), foreign), 550, "5.7.1", "GW-FROM-2");
            refused(send(session, "", claire.bal(), foreign), 550, "5.7.1", "GW-FROM-2");
            servesTheNext(session, COLLEAGUE, claire);
        }
        assertThat(arrived(claire, subject)).isFalse();
    }

    @Test
    void theNullSenderIsForOperatorsAndForReports() throws Exception {
        String subject = subject();
        try (SmtpDialogue session = post.peer("listed")) {
            Reply reply = send(session, "", claire.bal(), mail(COLLEAGUE, claire.bal(), subject, ""));
            assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        }
        assertThat(arrived(claire, subject)).isTrue();
        String report = subject();
        try (SmtpDialogue session = post.client(claire)) {
            refused(
                    send(session, "", secretary.bal(), mail(claire.bal(), secretary.bal(), report, "")),
                    550,
                    "5.7.1",
                    "GW-FROM-3");
            String headers = "MIME-Version: 1.0\r\nContent-Type: multipart/report;"
                    + " report-type=disposition-notification; boundary=x\r\n\r\n--x\r\n"
                    + "Content-Type: text/plain\r\n\r\nLu.\r\n--x\r\nContent-Type: message/disposition-notification"
                    + "\r\n\r\nFinal-Recipient: rfc822;" + claire.bal()
                    + "\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--x--\r\n";
            Reply reply = send(session, "", secretary.bal(), mail(claire.bal(), secretary.bal(), report, headers));
            assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        }
        assertThat(arrived(secretary, report)).isTrue();
    }

    @Test
    void aReportOfAHostBelowAListedDomainArrivesAndALetterOfItDoesNot() throws Exception {
        String host = "MAILER-DAEMON@mx." + COLLEAGUE.substring(COLLEAGUE.indexOf('@') + 1);
        String report = subject();
        String letter = subject();
        try (SmtpDialogue session = post.peer("listed")) {
            String headers = "MIME-Version: 1.0\r\nContent-Type: multipart/report;"
                    + " report-type=delivery-status; boundary=x\r\n\r\n--x\r\n"
                    + "Content-Type: text/plain\r\n\r\nUndelivered.\r\n--x\r\nContent-Type: message/delivery-status"
                    + "\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822;" + COLLEAGUE
                    + "\r\nAction: failed\r\nStatus: 5.1.1\r\n--x--\r\n";
            Reply reply = send(session, "", claire.bal(), mail(host, claire.bal(), report, headers));
            assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
            refused(send(session, "", claire.bal(), mail(host, claire.bal(), letter, "")), 550, "5.7.1", "GW-FROM-2");
        }
        assertThat(arrived(claire, report)).isTrue();
        assertThat(arrived(claire, letter)).isFalse();
    }

    @Test
    void anUnknownRecipientIsRefusedAtRcptOnBothPorts() throws Exception {
        try (SmtpDialogue session = post.client(claire)) {
            session.command("MAIL FROM:<" + claire.bal() + ">");
            refused(session.command("RCPT TO:<personne@demo.mssante.fr>"), 550, "5.1.1", "GW-RCPT-1");
            refused(session.command("RCPT TO:<x@inconnu.mssante.fr>"), 550, "5.7.1", "GW-RCPT-2");
            refused(session.command("RCPT TO:<x@gmail.com>"), 550, "5.7.1", "GW-RCPT-2");
            session.command("RSET");
            servesTheNext(session, claire.bal(), secretary);
        }
        try (SmtpDialogue session = post.peer("listed")) {
            session.command("MAIL FROM:<" + COLLEAGUE + ">");
            refused(session.command("RCPT TO:<personne@demo.mssante.fr>"), 550, "5.1.1", "GW-RCPT-1");
            refused(session.command("RCPT TO:<x@panne.mssante.fr>"), 550, "5.7.1", "GW-RCPT-3");
            session.command("RSET");
            servesTheNext(session, COLLEAGUE, claire);
        }
    }

    @Test
    void whatIsTooLargeIsRefusedWhenAnnouncedAndWhenSent() throws Exception {
        try (SmtpDialogue session = post.client(claire)) {
            Reply announced = session.command("MAIL FROM:<" + claire.bal() + "> SIZE=" + 40_000_000);
            assertThat(announced.code() + " " + announced.enhanced()).isEqualTo("552 5.3.4");
            String subject = subject();
            String huge = mail(claire.bal(), secretary.bal(), subject, "")
                    + ("x".repeat(70) + "\r\n").repeat(27 * 1024 * 1024 / 72);
            Reply sent = send(session, claire.bal(), secretary.bal(), huge);
            assertThat(sent.code() + " " + sent.enhanced()).isEqualTo("552 5.3.4");
            servesTheNext(session, claire.bal(), secretary);
            assertThat(arrived(secretary, subject)).isFalse();
        }
    }

    @Test
    void aMessageWithoutAReadableHeaderIsMalformed() throws Exception {
        try (SmtpDialogue session = post.client(claire)) {
            String broken = "From: <" + claire.bal() + ">\r\ncette ligne n'est pas un champ\r\n\r\nBonjour.\r\n";
            refused(send(session, claire.bal(), secretary.bal(), broken), 550, "5.6.0", "GW-MSG-1");
            servesTheNext(session, claire.bal(), secretary);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r"})
    void aBareLineEndIsRefusedAndEndsTheSession(String bare) throws Exception {
        String subject = subject();
        try (SmtpDialogue session = post.client(claire)) {
            String smuggled = mail(claire.bal(), secretary.bal(), subject, "") + "un" + bare + "deux\r\n";
            refused(send(session, claire.bal(), secretary.bal(), smuggled), 550, "5.6.0", "GW-MSG-2");
            assertThatThrownBy(() -> session.command("NOOP")).isInstanceOf(IOException.class);
        }
        assertThat(arrived(secretary, subject)).isFalse();
    }

    private void servesTheNext(SmtpDialogue session, String from, SandboxFile.Account to) throws IOException {
        String subject = subject();
        Reply reply = send(session, from, to.bal(), mail(from, to.bal(), subject, ""));
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        assertThat(arrived(to, subject)).isTrue();
    }

    private boolean arrived(SandboxFile.Account account, String subject) throws IOException {
        try (Imap imap = Imap.inbox(sandbox, account)) {
            return imap.find(subject) > 0;
        }
    }

    /** How the port with TLS from the start answers a login from this address. */
    private String submissions(String source, String user, String password) throws IOException {
        try (Wire wire = Wire.secured(source, sandbox.operator().ports().submissions(), post.trusting())) {
            wire.line();
            wire.send("EHLO essai.demo.mssante.fr");
            for (String line = wire.line(); line.startsWith("250-"); ) {
                line = wire.line();
            }
            wire.send(plain(user, password));
            return wire.line();
        }
    }

    private String bearer(String token) {
        return Base64.getEncoder()
                .encodeToString(("user=" + claire.login() + "\u0001auth=Bearer " + token + "\u0001\u0001")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private String expiredToken() throws IOException, InterruptedException {
        String url = sandbox.psc().token().replace("{rpps}", String.valueOf(claire.rpps())) + "&ttl=-3600";
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .strip();
    }

    static void refused(Reply reply, int code, String enhanced, String rule) {
        assertThat(reply.code() + " " + reply.enhanced()).as(reply.toString()).isEqualTo(code + " " + enhanced);
        assertThat(reply.text()).matches("(?s).*\\[" + rule + "[0-9]*]");
    }
}

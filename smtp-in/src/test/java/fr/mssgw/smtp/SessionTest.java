package fr.mssgw.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands, through a socket. */
class SessionTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(SmtpConfig.Limits.DEFAULT.withRecipients(3).withMessageOctets(10_000_000_000L));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.flows.received.clear();
        server.flows.senders.clear();
        server.flows.trail.clear();
        server.flows.recipients.clear();
        server.flows.peers.clear();
        server.flows.threads.clear();
        server.flows.onSender = sender -> Verdict.DELIVER;
        server.flows.onRecipient = recipient -> Verdict.DELIVER;
        server.flows.onMessage = octets -> new Reception.Stored(QueueId.random());
    }

    @Test
    void mxOffersStartTlsAndNoLogin() throws Exception {
        try (RawClient client = server.plain(Port.MX)) {
            assertThat(client.ask("EHLO client.test").lines())
                    .containsExactly(
                            "250-mx.demo.mssante.fr",
                            "250-PIPELINING",
                            "250-ENHANCEDSTATUSCODES",
                            "250-8BITMIME",
                            "250-SIZE 10000000000",
                            "250-DSN",
                            "250 STARTTLS");
            client.expect("STARTTLS", "220 2.0.0 ");
            client.handshake(TestServer.WITH_CERTIFICATE);
            assertThat(client.ask("EHLO client.test")).doesNotContain("STARTTLS", "AUTH");
            client.expect("AUTH PLAIN AAAA", "502 5.5.1 ");
        }
    }

    @Test
    void submissionOffersLoginOnlyUnderTls() throws Exception {
        try (RawClient client = server.plain(Port.SUBMISSION)) {
            assertThat(client.ask("EHLO client.test")).contains("STARTTLS").doesNotContain("AUTH");
            client.expect("AUTH PLAIN AAAA", "530 5.7.0 chiffrement TLS requis, commencez par STARTTLS [GW-TLS-1]");
            client.expect("STARTTLS", "220 ");
            client.handshake(TestServer.ANONYMOUS);
            assertThat(client.ask("EHLO client.test"))
                    .endsWith("250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER")
                    .doesNotContain("STARTTLS");
        }
    }

    @Test
    void submissionsBeginsWithTls() throws Exception {
        try (RawClient client = new RawClient(
                TestServer.ANONYMOUS.getSocketFactory().createSocket("127.0.0.1", server.port(Port.SUBMISSIONS)))) {
            client.expect("220 mx.demo.mssante.fr ESMTP");
            assertThat(client.ask("EHLO client.test")).contains("AUTH PLAIN").doesNotContain("STARTTLS");
            client.expect("STARTTLS", "503 5.5.1 ");
            client.login();
            client.beginData();
            client.send("Subject: a\r\n\r\nb\r\n.\r\n");
            client.expect("250 2.0.0 message accepte ");
        }
        assertThat(server.flows.received).hasSize(1);
    }

    @Test
    void mailBeforeStartTlsIsRefusedOnBothPorts() throws Exception {
        for (Port port : new Port[] {Port.MX, Port.SUBMISSION}) {
            try (RawClient client = server.plain(port)) {
                client.ask("EHLO client.test");
                for (String command : new String[] {"MAIL FROM:<a@b.fr>", "RCPT TO:<a@b.fr>", "DATA"}) {
                    assertThat(client.ask(command)).startsWith("530 5.7.0 ").endsWith("[GW-TLS-1]");
                }
            }
        }
        assertThat(server.flows.senders).isEmpty();
        assertThat(server.flows.trail)
                .extracting(AuditEvent::kind)
                .containsExactly(AuditEvent.Kind.PEER_REFUSED, AuditEvent.Kind.MESSAGE_REFUSED);
        assertThat(server.flows.trail)
                .allSatisfy(event -> assertThat(event.details()).containsEntry("rule", "GW-TLS-1"));
    }

    @Test
    void mailBeforeLoginIsRefused() throws Exception {
        try (RawClient client = server.plain(Port.SUBMISSION)) {
            client.startTls(TestServer.ANONYMOUS);
            client.expect("MAIL FROM:<a@b.fr>", "530 5.7.0 authentification requise [GW-AUTH-1]");
        }
        assertThat(server.flows.senders).isEmpty();
    }

    @Test
    void mailAfterStartTlsNeedsANewEhlo() throws Exception {
        try (RawClient client = server.plain(Port.MX)) {
            client.ask("EHLO client.test");
            client.expect("STARTTLS", "220 ");
            client.handshake(TestServer.WITH_CERTIFICATE);
            client.expect("MAIL FROM:<a@b.fr>", "503 5.5.1 ");
        }
    }

    @Test
    void theFlowSeesThePeerWithItsCertificates() throws Exception {
        try (RawClient client = server.mx()) {
            client.expect("MAIL FROM:<jean.dupont@pair.mssante.fr>", "250 2.1.0 expediteur accepte");
        }
        assertThat(server.flows.peers).singleElement().satisfies(peer -> {
            assertThat(peer.helo()).isEqualTo("client.test");
            assertThat(peer.tls()).isTrue();
            assertThat(peer.address().isLoopbackAddress()).isTrue();
            assertThat(peer.chain().get(0)).isEqualTo(TestServer.PEER.certificate());
        });
    }

    @Test
    void aPeerWithoutCertificateReachesTheFlowToo() throws Exception {
        server.flows.onSender =
                sender -> new Verdict.Refuse(Rules.CLIENT_CERTIFICATE_NEEDED, "un certificat client est exigé");
        try (RawClient client = server.plain(Port.MX)) {
            client.startTls(TestServer.ANONYMOUS);
            client.expect("MAIL FROM:<jean@pair.mssante.fr>", "530 5.7.0 un certificat client est exige [GW-TLS-2]");
        }
        assertThat(server.flows.peers.get(0).chain()).isEmpty();
    }

    @Test
    void aRefusalLeavesTheSessionUsable() throws Exception {
        server.flows.onRecipient = recipient -> recipient.startsWith("nobody")
                ? new Verdict.Refuse(Rules.UNKNOWN_BAL, "boîte inconnue")
                : recipient.startsWith("later") ? new Verdict.TryLater("the database") : Verdict.DELIVER;
        try (RawClient client = server.mx()) {
            client.expect("MAIL FROM:<>", "250 ");
            client.expect("RCPT TO:<nobody@demo.mssante.fr>", "550 5.1.1 boite inconnue [GW-RCPT-1]");
            client.expect("RCPT TO:<later@demo.mssante.fr>", "451 4.3.0 ");
            client.expect("DATA", "503 5.5.1 ");
            client.expect("RCPT TO:<claire.martin@demo.mssante.fr>", "250 2.1.5 destinataire accepte");
            client.expect("DATA", "354 ");
            client.send("Subject: a\r\n\r\nb\r\n.\r\n");
            client.expect("250 2.0.0 ");
        }
        assertThat(server.flows.senders).containsExactly("");
        assertThat(server.flows.received).singleElement().satisfies(received -> {
            assertThat(received.envelope().sender()).isEmpty();
            assertThat(received.envelope().addresses())
                    .extracting(Object::toString)
                    .containsExactly("claire.martin@demo.mssante.fr");
        });
    }

    @Test
    void afterARefusedMessageATransactionStartsFresh() throws Exception {
        server.flows.onMessage = octets ->
                new Reception.NotStored(new Verdict.Refuse(Rules.HEADER_FROM_MISMATCH, "l'en-tête From ne va pas"));
        try (RawClient client = server.submission()) {
            client.beginData();
            client.send("Subject: a\r\n\r\nb\r\n.\r\n");
            client.expect("550 5.7.1 l'en-tete From ne va pas [GW-FROM-2]");
            client.expect("RCPT TO:<jean.dupont@pair.mssante.fr>", "503 5.5.1 ");
            client.beginData();
            client.send(".\r\n");
            client.expect("550 ");
        }
        assertThat(server.flows.received).hasSize(2);
        assertThat(server.flows.received.get(1).envelope().recipients()).hasSize(1);
        assertThat(server.flows.received.get(1).octets()).isEmpty();
    }

    @Test
    void aFaultOfTheFlowIsTemporaryForTheClient() throws Exception {
        server.flows.onSender = sender -> {
            throw new IllegalStateException("a fault");
        };
        server.flows.onMessage = octets -> {
            throw new IllegalStateException("a fault");
        };
        try (RawClient client = server.mx()) {
            client.expect("MAIL FROM:<a@pair.mssante.fr>", "451 4.3.0 ");
            server.flows.onSender = sender -> Verdict.DELIVER;
            client.beginData();
            client.send("b\r\n.\r\n");
            client.expect("451 4.3.0 ");
            client.expect("NOOP", "250 2.0.0 ");
        }
    }

    @Test
    void aMessageThatOverflowsTheStackIsAnsweredAndTheNextOneIsTaken() throws Exception {
        server.flows.onMessage = octets -> {
            throw new StackOverflowError();
        };
        try (RawClient client = server.mx()) {
            client.beginData();
            client.send("b\r\n.\r\n");
            client.expect("451 4.3.0 ");
            server.flows.onMessage = octets -> new Reception.Stored(QueueId.random());
            client.beginData();
            client.send("b\r\n.\r\n");
            client.expect("250 ");
        }
    }

    @Test
    void whatIsStoredIsWhatWasSentWithoutTheStuffedDots() throws Exception {
        String text = "Subject: 8 bits \u00e9\u00e0\r\n\r\n..first\r\n...\r\n..\r\n\r\nmid.dle .\r\n..end\r\n";
        try (RawClient client = server.mx()) {
            client.expect("MAIL FROM:<a@pair.mssante.fr> BODY=8BITMIME", "250 ");
            client.expect("RCPT TO:<claire.martin@demo.mssante.fr>", "250 ");
            client.expect("DATA", "354 ");
            for (byte octet : (text + ".\r\n").getBytes(ISO_8859_1)) {
                client.send(new byte[] {octet}); // cut at every place
            }
            client.expect("250 ");
        }
        assertThat(new String(server.flows.received.get(0).octets(), ISO_8859_1))
                .isEqualTo(text.replace("\r\n..", "\r\n."));
    }

    @Test
    void aWholeTransactionMayBePipelined() throws Exception {
        try (RawClient client = server.submission()) {
            for (int i = 0; i < 20; i++) {
                client.send("MAIL FROM:<claire.martin@demo.mssante.fr>\r\nRCPT TO:<a@pair.mssante.fr>\r\n"
                        + "RCPT TO:<b@pair.mssante.fr>\r\nDATA\r\n");
                client.expect("250 2.1.0 ");
                client.expect("250 2.1.5 ");
                client.expect("250 2.1.5 ");
                client.expect("354 ");
                client.send("Subject: " + i + "\r\n\r\nb\r\n.\r\nNOOP\r\nRSET\r\n");
                client.expect("250 2.0.0 message accepte ");
                client.expect("250 2.0.0 OK");
                client.expect("250 2.0.0 OK");
            }
            client.send("QUIT\r\nNOOP\r\n");
            client.expect("221 2.0.0 ");
            client.expectClosed();
        }
        assertThat(server.flows.received).hasSize(20);
        assertThat(new String(server.flows.received.get(7).octets(), ISO_8859_1))
                .isEqualTo("Subject: 7\r\n\r\nb\r\n");
    }

    @Test
    void aRecipientNamedTwiceGetsOneCopy() throws Exception {
        try (RawClient client = server.submission()) {
            client.expect("MAIL FROM:<claire.martin@demo.mssante.fr>", "250 ");
            client.expect("RCPT TO:<jean@pair.mssante.fr>", "250 2.1.5 ");
            client.expect("RCPT TO:<JEAN@pair.mssante.fr>", "250 2.1.5 ");
            client.expect("RCPT TO:<jean2@pair.mssante.fr>", "250 2.1.5 ");
            client.expect("RCPT TO:<jean3@pair.mssante.fr>", "250 2.1.5 ");
            client.expect("RCPT TO:<jean4@pair.mssante.fr>", "452 4.5.3 ");
            client.expect("RCPT TO:<jean2@pair.mssante.fr>", "250 2.1.5 ");
            client.expect("DATA", "354 ");
            client.send("b\r\n.\r\n");
            client.expect("250 ");
        }
        assertThat(server.flows.received.get(0).envelope().addresses())
                .extracting(Object::toString)
                .containsExactly("jean@pair.mssante.fr", "jean2@pair.mssante.fr", "jean3@pair.mssante.fr");
    }

    @Test
    void dsnParametersReachTheEnvelopeAsTheyCame() throws Exception {
        try (RawClient client = server.submission()) {
            client.expect("MAIL FROM:<claire.martin@demo.mssante.fr> RET=FULL ENVID=QQ+2B314 AUTH=<> SIZE=12", "250 ");
            client.expect(
                    "RCPT TO:<jean@pair.mssante.fr> NOTIFY=success,FAILURE ORCPT=rfc822;Jean+40pair.mssante.fr",
                    "250 ");
            client.expect("RCPT TO:<jeanne@pair.mssante.fr> NOTIFY=NEVER", "250 ");
            client.expect("DATA", "354 ");
            client.send("b\r\n.\r\n");
            client.expect("250 ");
        }
        var envelope = server.flows.received.get(0).envelope();
        assertThat(envelope.fullReport()).isTrue();
        assertThat(envelope.envelopeId()).contains("QQ+2B314");
        assertThat(envelope.recipients().get(0).dsn().notifyOn()).isEqualTo(Set.of(Notify.SUCCESS, Notify.FAILURE));
        assertThat(envelope.recipients().get(0).dsn().originalRecipient()).contains("rfc822;Jean+40pair.mssante.fr");
        assertThat(envelope.recipients().get(1).dsn())
                .isEqualTo(new DsnRequest(Set.of(Notify.NEVER), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<a@b.fr> SIZE=10000000001 | 552 5.3.4 ",
                "MAIL FROM:<a@b.fr> SIZE=99999999999999999999 | 552 5.3.4 ",
                "MAIL FROM:<a@b.fr> SIZE=9999999999 | 250 ",
                "MAIL FROM:<a@b.fr> SIZE=-1 | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr> SIZE=x | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr> SIZE | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr> SIZE=1 SIZE=2 | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr> BODY=8bitmime | 250 ",
                "MAIL FROM:<a@b.fr> BODY=BINARYMIME | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr> SMTPUTF8 | 555 5.5.4 ",
                "MAIL FROM:<a@b.fr> FOO=1 | 555 5.5.4 ",
                "MAIL FROM:<a@b.fr> RET=HDRS | 250 ",
                "MAIL FROM:<a@b.fr> RET=ALL | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr> ENVID=a+0D+0Ab | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr> ENVID=a+zz | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr>SIZE=1 | 501 5.5.4 ",
                "MAIL FROM: <a@b.fr>  SIZE=1 | 250 ",
                "mail from:<a@b.fr> | 250 ",
                "MAIL FROM:a@b.fr | 501 5.5.4 ",
                "MAIL FROM:<a@b.fr | 501 5.5.4 ",
                "MAIL FROM <a@b.fr> | 501 5.5.4 ",
                "MAIL TO:<a@b.fr> | 501 5.5.4 ",
                "MAIL | 501 5.5.4 ",
                "RCPT TO:<a@b.fr> | 503 5.5.1 ",
                "DATA | 503 5.5.1 ",
                "DATA now | 501 5.5.4 ",
                "EHLO | 501 5.5.4 ",
                "HELO client.test | 250 mx.demo.mssante.fr",
                "VRFY claire.martin | 252 ",
                "EXPN list | 502 5.5.1 ",
                "HELP | 214 2.0.0 ",
                "NOOP whatever | 250 2.0.0 ",
                "RSET | 250 2.0.0 ",
                "RSET now | 501 5.5.4 ",
                "QUIT now | 501 5.5.4 ",
                "TURN | 500 5.5.1 ",
                "BDAT 5 LAST | 500 5.5.1 ",
                "UNKNOWN_CMD | 500 5.5.1 ",
                "STARTTLS | 503 5.5.1 ",
                "AUTH PLAIN AAAA | 502 5.5.1 ",
                "MAIL FROM:<\u00e9@b.fr> | 553 5.6.7 ",
                "NO\u00d6P | 500 5.5.2 "
            })
    void eachCommandHasItsReply(String command, String reply) throws Exception {
        try (RawClient client = server.mx()) {
            client.expect(command, reply);
            client.expect("NOOP", "250 2.0.0 ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOTIFY=NEVER,SUCCESS | 501 5.5.4 ",
                "NOTIFY= | 501 5.5.4 ",
                "NOTIFY=SUCCESS,SUCCESS | 501 5.5.4 ",
                "NOTIFY=SOMETIMES | 501 5.5.4 ",
                "NOTIFY=DELAY | 250 ",
                "ORCPT=rfc822 | 501 5.5.4 ",
                "ORCPT=rfc822;a+0Ab | 501 5.5.4 ",
                "SIZE=3 | 555 5.5.4 ",
            })
    void eachParameterOfRcptHasItsReply(String parameter, String reply) throws Exception {
        try (RawClient client = server.mx()) {
            client.expect("MAIL FROM:<a@pair.mssante.fr>", "250 ");
            client.expect("RCPT TO:<claire.martin@demo.mssante.fr> " + parameter, reply);
        }
    }

    @Test
    void rsetAndEhloEndATransaction() throws Exception {
        try (RawClient client = server.mx()) {
            client.expect("MAIL FROM:<a@pair.mssante.fr>", "250 ");
            client.expect("MAIL FROM:<a@pair.mssante.fr>", "503 5.5.1 ");
            client.expect("RSET", "250 ");
            client.expect("RCPT TO:<b@demo.mssante.fr>", "503 5.5.1 ");
            client.expect("MAIL FROM:<a@pair.mssante.fr>", "250 ");
            client.expect("EHLO client.test", "250-");
            client.expect("RCPT TO:<b@demo.mssante.fr>", "503 5.5.1 ");
        }
    }

    @Test
    void theFlowNeverRunsOnAnEventLoop() throws Exception {
        try (RawClient client = server.submission()) {
            client.beginData();
            client.send("b\r\n.\r\n");
            client.expect("250 ");
        }
        assertThat(server.flows.threads).hasSize(4).allMatch(name -> name.startsWith("smtp-judge"));
    }
}

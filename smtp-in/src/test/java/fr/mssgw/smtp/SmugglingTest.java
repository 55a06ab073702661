package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on where a message, a command or the clear text ends (docs/james.md §1 and §2; CVE-2023-51747). */
class SmugglingTest {
    private static final String SECOND = "MAIL FROM:<admin@demo.mssante.fr>\r\nRCPT TO:<victim@demo.mssante.fr>\r\n"
            + "DATA\r\nSubject: forged\r\n\r\nforged\r\n.\r\n";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
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
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\r\n.X\n",
                "\r\n..\n",
                "\r\r\n.\r\n",
                "\r\n.\r\r\n",
                "\n\n.\r\n",
                "\r\n\n.\r\n",
                "\r\n.\0\n",
                "bare\nline",
                "bare\rreturn"
            })
    void aLineEndThatStandsAloneIsRefusedAndEndsTheSession(String smuggled) throws Exception {
        try (RawClient client = server.mx()) {
            client.beginData();
            client.send("Subject: first\r\n\r\nfirst" + smuggled + SECOND + ".\r\n");
            client.expect("550 5.6.0 le message contient un retour chariot ou un saut de ligne isole [GW-MSG-2]");
            client.expectClosed();
        }
        assertThat(server.flows.received).isEmpty();
        assertThat(server.flows.senders).containsExactly("claire.martin@demo.mssante.fr");
        assertThat(server.filesInSpool()).isZero();
        assertThat(server.flows.trail).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(AuditEvent.Kind.MESSAGE_REFUSED);
            assertThat(event.details())
                    .containsEntry("rule", "GW-MSG-2")
                    .containsEntry("sender", "claire.martin@demo.mssante.fr")
                    .containsEntry("recipients", "[jean.dupont@pair.mssante.fr]");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n.X\r\n", "\r\n..\r\n", "\r\n. \r\n", "\r\n...\r\n", "\r\n\t.\r\n"})
    void aDotWithAnythingBehindItDoesNotEndTheMessage(String notTheEnd) throws Exception {
        try (RawClient client = server.mx()) {
            client.beginData();
            client.send("Subject: first\r\n\r\nfirst" + notTheEnd + SECOND);
            client.expect("250 ");
            client.expect("NOOP", "250 2.0.0 OK");
        }
        assertThat(server.flows.received).hasSize(1);
        assertThat(server.flows.senders).hasSize(1);
    }

    /** One that some reader ends a line, a text or a message at. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0Subject: first\r\n\r\nfirst",
                "Subject: fi\0rst\r\n\r\nfirst",
                "Subject: first\r\n\r\nfirst\0",
                "Subject: first\r\n\r\nfirst\r\n.\0",
                "Subject: first\r\n\r\nfirst\r\n\0.",
                "Content-Transfer-Encoding: binary\r\n\r\n\0\1\2"
            })
    void aMessageWithANulIsRefusedAndTheSessionGoesOn(String message) throws Exception {
        try (RawClient client = server.mx()) {
            client.beginData();
            client.send(message + "\r\n" + SECOND);
            client.expect("550 5.6.0 le message contient un octet nul, il faut l'encoder [GW-MSG-1]");
            client.expect("NOOP", "250 2.0.0 OK");
            client.beginData();
            client.send("x".repeat(70_000).replaceAll("(x{1000})", "$1\r\n") + "\0\r\n");
            client.send("y\r\n.\r\n");
            client.expect("550 5.6.0 le message contient un octet nul, il faut l'encoder [GW-MSG-1]");
            client.beginData();
            client.send("Subject: second\r\n\r\nsecond\r\n.\r\n");
            client.expect("250 ");
        }
        assertThat(server.flows.received).hasSize(1);
        assertThat(server.flows.senders).hasSize(3);
        assertThat(server.filesInSpool()).isZero();
        assertThat(server.flows.trail).hasSize(2).allSatisfy(event -> assertThat(event.details())
                .containsEntry("rule", "GW-MSG-1"));
    }

    @ParameterizedTest
    @CsvSource({"<jean.dupont@pair.mssante.fr>, pair.mssante.fr", "<>, mx.pair.mssante.fr"})
    void theTraceOfABrokenMessageSaysWhoSentItAndTheRuleOnce(String sender, String who) throws Exception {
        try (RawClient client = server.mx()) {
            client.expect("MAIL FROM:" + sender, "250 ");
            client.expect("RCPT TO:<claire.martin@demo.mssante.fr>", "250 ");
            client.expect("DATA", "354 ");
            client.send("\0\r\n.\r\n");
            client.expect("550 5.6.0 ");
        }
        assertThat(server.flows.trail).singleElement().satisfies(event -> {
            assertThat(event.actor()).isEqualTo(who);
            assertThat(event.details())
                    .containsEntry("certificate", "CN=mx.pair.mssante.fr,O=Pair")
                    .containsEntry("sender", sender.equals("<>") ? "<>" : "jean.dupont@pair.mssante.fr");
            assertThat(event.details().get("reason")).contains("octet nul").doesNotContain("GW-MSG-1");
        });
    }

    @Test
    void aCommandEndedByABareLineFeedIsNotUnderstood() throws Exception {
        try (RawClient client = server.mx()) {
            client.send("NOOP\n");
            client.expect("500 5.5.2 ");
            client.send("NO\rOP\r\n");
            client.expect("500 5.5.2 ");
            client.send("\r\n");
            client.expect("500 5.5.2 ");
            client.expect("NOOP", "250 ");
        }
    }

    @Test
    void commandsPipelinedBehindStartTlsAreRefused() throws Exception {
        for (Port port : new Port[] {Port.MX, Port.SUBMISSION}) {
            try (RawClient client = server.plain(port)) {
                client.expect("EHLO client.test", "250-");
                client.send("STARTTLS\r\nEHLO attacker\r\nMAIL FROM:<a@b.fr>\r\n");
                client.expect("503 5.5.1 ");
                client.expectClosed();
            }
        }
        assertThat(server.flows.senders).isEmpty();
    }

    @Test
    void clearTextThatArrivesBehindStartTlsInALaterSegmentEndsTheSession() throws Exception {
        try (RawClient client = server.plain(Port.MX)) {
            client.expect("EHLO client.test", "250-");
            client.expect("STARTTLS", "220 ");
            client.send("MAIL FROM:<a@b.fr>\r\n"); // no handshake
            client.expectClosed();
        }
        assertThat(server.flows.senders).isEmpty();
    }

    @Test
    void clearTextThatRacesWithTheAnswerToStartTlsIsNeverACommand() throws Exception {
        for (int i = 0; i < 60; i++) {
            try (RawClient client = server.plain(Port.MX)) {
                client.expect("EHLO client.test", "250-");
                client.send("STARTTLS\r\n");
                for (int spin = 0; spin < i * 500; spin++) {
                    Thread.onSpinWait();
                }
                client.send("MAIL FROM:<a@b.fr>\r\n");
                assertThat(client.reply()).matches("(220|503) .*");
                client.expectClosed();
            }
        }
        assertThat(server.flows.senders).isEmpty();
    }

    @Test
    void threeHundredSessionsOfThreeHundredPassStartTls() throws Exception {
        int good = 0;
        for (int i = 0; i < 300; i++) {
            try (RawClient client = server.plain(i % 2 == 0 ? Port.MX : Port.SUBMISSION)) {
                client.startTls(i % 3 == 0 ? TestServer.WITH_CERTIFICATE : TestServer.ANONYMOUS);
                good++;
            }
        }
        assertThat(good).isEqualTo(300);
        Awaitility.await().until(() -> server.server.sessions() == 0);
    }
}

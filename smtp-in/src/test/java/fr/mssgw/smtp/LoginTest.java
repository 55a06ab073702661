package fr.mssgw.smtp;

import static fr.mssgw.smtp.RawClient.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Login;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH through a socket: every mechanism, every way to fail. */
class LoginTest {
    private static final String BAL = "claire.martin@demo.mssante.fr";
    private static final String XOAUTH2 = base64("user=" + BAL + "\1auth=Bearer abc.def.ghi\1\1");
    private static final String OAUTHBEARER =
            base64("n,a=" + BAL + ",\1host=localhost\1port=587\1auth=Bearer abc.def.ghi\1\1");
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
        server.flows.credentials.clear();
        server.flows.onLogin = credential -> new Login.Granted(RecordingFlows.IDENTITY);
    }

    private static RawClient client(SSLContext context) throws Exception {
        RawClient client = server.plain(Port.SUBMISSION);
        client.startTls(context);
        return client;
    }

    private static void seenPassword(String user, String password) {
        assertThat(server.flows.credentials).singleElement().satisfies(credential -> {
            assertThat(credential).isInstanceOf(Credential.Password.class);
            assertThat(((Credential.Password) credential).user()).isEqualTo(user);
            assertThat(((Credential.Password) credential).password().reveal()).isEqualTo(password);
        });
    }

    private static void seenToken() {
        assertThat(server.flows.credentials).singleElement().satisfies(credential -> {
            assertThat(((Credential.Token) credential).user()).isEqualTo(BAL);
            assertThat(((Credential.Token) credential).token().reveal()).isEqualTo("abc.def.ghi");
        });
    }

    @Test
    void plainWithInitialResponse() throws Exception {
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH PLAIN " + base64("\0" + BAL + "\0pass wörd"), "235 2.7.0 authentification reussie");
            client.expect("AUTH PLAIN " + base64("\0" + BAL + "\0pass"), "503 5.5.1 ");
            client.expect("MAIL FROM:<" + BAL + ">", "250 ");
        }
        seenPassword(BAL, "pass wörd");
    }

    @Test
    void plainWithoutInitialResponseAndWithAuthorisationIdentity() throws Exception {
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            assertThat(client.ask("auth plain")).isEqualTo("334 ");
            client.expect(base64(BAL + "\0" + BAL + "\0secret"), "235 ");
        }
        seenPassword(BAL, "secret");
    }

    @Test
    void nobodyActsForAnother() throws Exception {
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH PLAIN " + base64("other@demo.mssante.fr\0" + BAL + "\0secret"), "535 5.7.8 ");
        }
        assertThat(server.flows.credentials).isEmpty();
    }

    @Test
    void loginInTwoStepsAndWithInitialResponse() throws Exception {
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH LOGIN", "334 VXNlcm5hbWU6");
            client.expect(base64(BAL), "334 UGFzc3dvcmQ6");
            client.expect(base64("secret"), "235 ");
        }
        seenPassword(BAL, "secret");
        forget();
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH LOGIN " + base64(BAL), "334 UGFzc3dvcmQ6");
            client.expect(base64("secret"), "235 ");
        }
        seenPassword(BAL, "secret");
    }

    @Test
    void externalWithAClientCertificate() throws Exception {
        try (RawClient client = client(TestServer.WITH_CERTIFICATE)) {
            assertThat(client.ask("EHLO client.test")).endsWith("OAUTHBEARER EXTERNAL");
            client.expect("AUTH EXTERNAL =", "235 ");
        }
        try (RawClient client = client(TestServer.WITH_CERTIFICATE)) {
            client.expect("AUTH EXTERNAL", "334 ");
            client.expect(base64("labo.auto@demo.mssante.fr"), "235 ");
        }
        assertThat(server.flows.credentials)
                .extracting(credential -> ((Credential.Certificate) credential).user())
                .containsExactly(Optional.empty(), Optional.of("labo.auto@demo.mssante.fr"));
        assertThat(((Credential.Certificate) server.flows.credentials.get(0))
                        .chain()
                        .get(0))
                .isEqualTo(TestServer.PEER.certificate());
    }

    @Test
    void externalWithoutACertificateIsRefused() throws Exception {
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH EXTERNAL =", "535 5.7.8 authentification refusee [GW-AUTH-2]");
        }
        assertThat(server.flows.credentials).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void tokensWithAndWithoutInitialResponse(String mechanism) throws Exception {
        String response = mechanism.equals("XOAUTH2") ? XOAUTH2 : OAUTHBEARER;
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH " + mechanism + " " + response, "235 ");
        }
        seenToken();
        forget();
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            assertThat(client.ask("AUTH " + mechanism)).isEqualTo("334 ");
            client.expect(response, "235 ");
        }
        seenToken();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AQ==", "*"})
    void aRefusedTokenIsToldByAChallengeFirst(String acknowledged) throws Exception {
        server.flows.onLogin = credential -> new Login.Denied("expired");
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            String challenge = client.ask("AUTH XOAUTH2 " + XOAUTH2);
            assertThat(challenge).startsWith("334 ");
            assertThat(new String(Base64.getDecoder().decode(challenge.substring(4)), StandardCharsets.UTF_8))
                    .isEqualTo("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}");
            client.expect(acknowledged, "535 5.7.8 authentification refusee [GW-AUTH-2]");
            client.expect("NOOP", "250 ");
        }
    }

    @Test
    void theSessionOfATokenEndsWithTheToken() throws Exception {
        Instant end = Instant.now().plusSeconds(1);
        server.flows.onLogin = credential -> new Login.Granted(RecordingFlows.IDENTITY, Optional.of(end));
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH XOAUTH2 " + XOAUTH2, "235 ");
            client.expect("MAIL FROM:<" + BAL + ">", "250 ");
            await().until(() -> Instant.now().isAfter(end));
            client.expect("RCPT TO:<" + BAL + ">", "421 4.7.0 ");
            client.expectClosed();
        }
    }

    @Test
    void aRevokedCredentialEndsItsSessionsAtOnceAndWhatTheySendIsNotAccepted() throws Exception {
        try (RawClient idle = server.submission();
                RawClient sending = server.submission();
                RawClient stranger = client(TestServer.ANONYMOUS)) {
            sending.beginData();
            sending.send("From: <" + BAL + ">\r\n\r\nhalf a message\r\n");
            assertThat(server.server.end(who -> who.person().isEmpty())).isZero();
            assertThat(server.server.end(RecordingFlows.IDENTITY::equals)).isEqualTo(2);
            idle.expect("421 4.7.0 ");
            idle.expectClosed();
            sending.expect("421 4.7.0 ");
            sending.expectClosed();
            stranger.expect("NOOP", "250 ");
        }
        assertThat(server.filesInSpool()).isZero();
    }

    @Test
    void aTokenOfTwelveThousandOctetsFits() throws Exception {
        String token = "t".repeat(9_000);
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH XOAUTH2", "334 ");
            client.expect(base64("user=" + BAL + "\1auth=Bearer " + token + "\1\1"), "235 ");
        }
        assertThat(((Credential.Token) server.flows.credentials.get(0)).token().reveal())
                .isEqualTo(token);
    }

    @Test
    void aWrongPasswordIsRefusedAndCanBeTriedAgain() throws Exception {
        server.flows.onLogin = credential -> new Login.Denied("wrong");
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH PLAIN " + base64("\0" + BAL + "\0wrong"), "535 5.7.8 ");
            client.expect("MAIL FROM:<" + BAL + ">", "530 5.7.0 ");
            server.flows.onLogin = credential -> new Login.Granted(RecordingFlows.IDENTITY);
            client.login();
        }
    }

    @Test
    void aLockedLoginEndsTheSession() throws Exception {
        server.flows.onLogin = credential -> new Login.Locked();
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH PLAIN " + base64("\0" + BAL + "\0right"), "421 4.7.0 ");
            client.expectClosed();
        }
    }

    @Test
    void aFaultOfTheAuthenticatorIsTemporary() throws Exception {
        server.flows.onLogin = credential -> {
            throw new IllegalStateException("down");
        };
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH PLAIN " + base64("\0" + BAL + "\0right"), "451 4.3.0 ");
            client.expect("MAIL FROM:<" + BAL + ">", "530 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUTH PLAIN !!!",
                "AUTH PLAIN =",
                "AUTH PLAIN AAAA",
                "AUTH PLAIN AHVzZXI=",
                "AUTH PLAIN AHVzZXIAcGFzcwBtb3Jl",
                "AUTH PLAIN AAB4",
                "AUTH PLAIN /////w==",
                "AUTH XOAUTH2 AAAA",
                "AUTH XOAUTH2 =",
                "AUTH OAUTHBEARER bix4",
                "AUTH LOGIN ="
            })
    void junkIsASyntaxError(String command) throws Exception {
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect(command, "501 5.5.2 ");
            client.login();
        }
        assertThat(server.flows.credentials).hasSize(1);
    }

    @Test
    void theOtherErrorsOfAuthHaveTheirReplies() throws Exception {
        try (RawClient client = client(TestServer.ANONYMOUS)) {
            client.expect("AUTH", "501 5.5.4 ");
            client.expect("AUTH PLAIN a b", "501 5.5.4 ");
            client.expect("AUTH SCRAM-SHA-256", "504 5.5.4 ");
            client.expect("AUTH PLAIN", "334 ");
            client.expect("*", "501 5.7.0 ");
            client.expect("AUTH LOGIN", "334 ");
            client.expect("not base64!", "501 5.5.2 ");
            client.expect("NOOP", "250 ");
            client.login();
            client.expect("MAIL FROM:<" + BAL + ">", "250 ");
            client.expect("AUTH PLAIN", "503 5.5.1 ");
        }
        try (RawClient client = server.plain(Port.SUBMISSION)) {
            client.expect("STARTTLS", "220 ");
            client.handshake(TestServer.ANONYMOUS);
            client.expect("AUTH PLAIN", "503 5.5.1 ");
        }
    }
}

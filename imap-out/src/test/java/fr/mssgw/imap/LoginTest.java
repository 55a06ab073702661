package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @Test
    void beforeTlsNoLoginIsOfferedAndNoneIsTaken() throws IOException {
        try (RawImap client = imap.plain()) {
            assertThat(client.line()).startsWith("* OK IMAP4rev1");
            List<String> offered = client.command("CAPABILITY");
            assertThat(offered.get(0)).contains("LOGINDISABLED", "STARTTLS").doesNotContain("AUTH=");
            assertThat(last(client.command("LOGIN " + TestImap.CLAIRE + " secret-claire")))
                    .contains(" NO [PRIVACYREQUIRED]");
            assertThat(last(client.command("AUTHENTICATE PLAIN " + plain("", TestImap.CLAIRE, "secret-claire"))))
                    .contains(" NO [PRIVACYREQUIRED]");
        }
    }

    @Test
    void afterStartTlsTheLoginWorks() throws IOException {
        try (RawImap client = imap.plain()) {
            client.line();
            assertThat(last(client.command("STARTTLS"))).contains(" OK ");
            client.startTls(TestImap.clientTls());
            assertThat(client.command("CAPABILITY").get(0))
                    .contains("AUTH=PLAIN", "SASL-IR", "AUTH=XOAUTH2", "AUTH=OAUTHBEARER")
                    .doesNotContain("LOGINDISABLED")
                    .doesNotContain("STARTTLS")
                    .doesNotContain("AUTH=EXTERNAL");
            assertThat(last(client.command("LOGIN " + TestImap.CLAIRE + " secret-claire")))
                    .contains(" OK ");
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndTheConnectionStays() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            for (int i = 0; i < 4; i++) {
                assertThat(last(client.command("LOGIN someone@demo.mssante.fr wrong")))
                        .contains(" NO [AUTHENTICATIONFAILED]");
            }
            assertThat(last(client.command("LOGIN " + TestImap.CLAIRE + " secret-claire")))
                    .contains(" OK ");
        }
    }

    @Test
    void aLockedBalGetsNoAndAClosedConnection() throws IOException {
        imap.failures.put("locked@demo.mssante.fr", 10);
        try (RawImap client = imap.tls()) {
            client.line();
            assertThat(last(client.command("LOGIN locked@demo.mssante.fr right")))
                    .contains(" NO ");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void plainWorksWithAndWithoutInitialResponse() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            assertThat(last(client.command("AUTHENTICATE PLAIN " + plain("", TestImap.CLAIRE, "secret-claire"))))
                    .contains(" OK ");
        }
        try (RawImap client = imap.tls()) {
            client.line();
            client.send("a AUTHENTICATE PLAIN\r\n");
            assertThat(client.line()).startsWith("+");
            client.send(plain(TestImap.CLAIRE, TestImap.CLAIRE, "secret-claire") + "\r\n");
            assertThat(client.line()).startsWith("a OK");
            assertThat(last(client.command("SELECT INBOX"))).contains(" OK ");
        }
    }

    @Test
    void plainWithMissingFieldsOrAnotherAuthorisationIdentityIsRefused() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            for (String response : List.of(
                    plain("someone.else@demo.mssante.fr", TestImap.CLAIRE, "secret-claire"),
                    encoded(TestImap.CLAIRE + "\0secret-claire"),
                    encoded("\0\0" + TestImap.CLAIRE),
                    encoded("\0" + TestImap.CLAIRE + "\0"),
                    encoded("\0" + TestImap.CLAIRE + "\0secret-claire\0more"))) {
                assertThat(last(client.command("AUTHENTICATE PLAIN " + response)))
                        .contains(" NO ");
            }
            assertThat(last(client.command("AUTHENTICATE PLAIN !!!"))).contains(" BAD ");
            client.send("b AUTHENTICATE PLAIN\r\n");
            client.line();
            client.send("*\r\n");
            assertThat(client.line()).startsWith("b BAD");
            assertThat(last(client.command("NOOP"))).contains(" OK ");
        }
    }

    @Test
    void aTokenLogsInAndARefusedOneGetsTheChallengeFirst() throws IOException {
        String refusal = encoded("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}");
        try (RawImap client = imap.tls()) {
            client.line();
            client.send("a AUTHENTICATE XOAUTH2 " + encoded("user=" + TestImap.CLAIRE + "\1auth=Bearer bad-token\1\1")
                    + "\r\n");
            assertThat(client.line()).isEqualTo("+ " + refusal);
            client.send("\r\n");
            assertThat(client.line()).startsWith("a NO");
            assertThat(last(client.command("AUTHENTICATE XOAUTH2 "
                            + encoded("user=" + TestImap.CLAIRE + "\1auth=Bearer good-token\1\1"))))
                    .contains(" OK ");
        }
        try (RawImap client = imap.tls()) {
            client.line();
            assertThat(last(client.command("AUTHENTICATE OAUTHBEARER "
                            + encoded("n,a=" + TestImap.CLAIRE
                                    + ",\1host=localhost\1port=143\1auth=Bearer good-token\1\1"))))
                    .contains(" OK ");
        }
    }

    @Test
    void theSessionOfATokenEndsWithTheTokenAlsoInIdle() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            assertThat(last(client.command("AUTHENTICATE XOAUTH2 "
                            + encoded("user=" + TestImap.CLAIRE + "\1auth=Bearer short-token\1\1"))))
                    .contains(" OK ");
            client.command("SELECT INBOX");
            client.send("i IDLE\r\n").until("+");
            assertThat(client.line()).isEqualTo("* BYE session pro sante connect terminee");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientCertificateLogsAnApplicativeBalIn() throws IOException {
        try (RawImap client = RawImap.tls(imap.tlsPort(), TestImap.clientTls(TestImap.LABO_CERTIFICATE))) {
            client.line();
            assertThat(client.command("CAPABILITY").get(0)).contains("AUTH=EXTERNAL");
            assertThat(last(client.command("AUTHENTICATE EXTERNAL ="))).contains(" OK ");
            assertThat(String.join("\n", client.command("LIST \"\" *")))
                    .contains("INBOX", "Drafts")
                    .doesNotContain("clos");
        }
    }

    @Test
    void logoutIsAnsweredBeforeTheConnectionCloses() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (RawImap client = imap.plain()) {
                client.line();
                assertThat(client.command("LOGOUT"))
                        .hasSize(2)
                        .last()
                        .asString()
                        .contains(" OK ");
                assertThat(client.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void tooManyConnectionsFromOneAddressAreTurnedAway() throws IOException {
        try (TestImap small = new TestImap(2);
                RawImap one = small.plain();
                RawImap two = small.plain()) {
            one.line();
            two.line();
            try (RawImap three = small.plain()) {
                assertThat(three.line()).startsWith("* BYE");
                assertThat(three.isClosedByServer()).isTrue();
            }
            one.command("LOGOUT");
            assertThat(one.isClosedByServer()).isTrue();
            org.awaitility.Awaitility.await().untilAsserted(() -> {
                try (RawImap again = small.plain()) {
                    assertThat(again.line()).startsWith("* OK");
                }
            });
        }
    }

    private static String plain(String authorisation, String user, String password) {
        return encoded(authorisation + "\0" + user + "\0" + password);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

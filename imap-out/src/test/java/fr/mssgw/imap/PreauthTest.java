package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.imap.ImapConfig.ClientCertificates;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Client certificates where the operator wants PREAUTH, or none; and the bounds on sessions. */
class PreauthTest {
    private static final ImapConfig.Timeouts LITTLE_TIME =
            new ImapConfig.Timeouts(Duration.ofMinutes(31), Duration.ofSeconds(2), Duration.ofMinutes(2));
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap(25, 2, ClientCertificates.PREAUTH, LITTLE_TIME);
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    @Test
    void theCertificateOfAnApplicativeBalOpensItAtTheGreeting() throws IOException {
        try (RawImap client = RawImap.tls(imap.tlsPort(), TestImap.clientTls(TestImap.LABO_CERTIFICATE))) {
            assertThat(client.line()).startsWith("* PREAUTH IMAP4rev1 ");
            assertThat(last(client.command("SELECT INBOX"))).contains(" OK ");
        }
    }

    @Test
    void whoShowsNoCertificateLogsIn() throws IOException {
        try (RawImap client = imap.tls()) {
            assertThat(client.line()).startsWith("* OK IMAP4rev1 ");
            assertThat(last(client.command("LOGIN " + TestImap.CLAIRE + " secret-claire")))
                    .contains(" OK ");
        }
    }

    @Test
    void withStartTlsTheGreetingIsOverAndTheCertificateIsUsedByExternal() throws IOException {
        try (RawImap client = imap.plain()) {
            assertThat(client.line()).startsWith("* OK IMAP4rev1 ");
            client.command("STARTTLS");
            client.startTls(TestImap.clientTls(TestImap.LABO_CERTIFICATE));
            assertThat(last(client.command("AUTHENTICATE EXTERNAL ="))).contains(" OK ");
        }
    }

    @Test
    void aBalHasSoManySessionsAndNoMore() throws IOException {
        try (RawImap one = imap.loggedIn(TestImap.PHARMACY, "secret-paul");
                RawImap two = imap.loggedIn(TestImap.PHARMACY, "secret-anne");
                RawImap three = imap.tls()) {
            assertThat(last(two.command("NOOP"))).contains(" OK ");
            three.line();
            String login = "LOGIN " + TestImap.PHARMACY + " secret-anne";
            assertThat(last(three.command(login))).contains(" NO [LIMIT] ");
            one.command("LOGOUT");
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(last(three.command(login))).contains(" OK "));
        }
    }

    @Test
    void whoDoesNotLogInIsSentAway() throws IOException {
        try (RawImap client = imap.tls()) {
            client.line();
            assertThat(client.line()).isEqualTo("* BYE identification trop tardive");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void whereCertificatesAreNotAskedForNoneIsShown() throws IOException {
        try (TestImap without = new TestImap(25, 100, ClientCertificates.NOT_ASKED, ImapConfig.Timeouts.USUAL);
                RawImap client = RawImap.tls(without.tlsPort(), TestImap.clientTls(TestImap.LABO_CERTIFICATE))) {
            client.line();
            assertThat(client.command("CAPABILITY").get(0)).doesNotContain("AUTH=EXTERNAL");
        }
    }
}

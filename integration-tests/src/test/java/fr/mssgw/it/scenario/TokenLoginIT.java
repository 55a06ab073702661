package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Tool;
import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.SubjectTerm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** People log in with the token that their software had from Pro Santé Connect; the user name is the BAL. */
class TokenLoginIT {
    private static final String CHALLENGE = Base64.getEncoder()
            .encodeToString("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}"
                    .getBytes(StandardCharsets.US_ASCII));

    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final SandboxFile.Account pharmacist = sandbox.account("pharmacie.centrale", null);
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aDoctorSubmitsAndAPharmacistReadsWithTokens() throws Exception {
        String subject = "par jeton " + UUID.randomUUID();
        submit(claire, token(claire, ""), subject);
        try (Store store = imap(pharmacist, token(pharmacist, ""))) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            assertThat(inbox.search(new SubjectTerm(subject))).hasSize(1);
        }
    }

    @Test
    void afterARotationTheNewKeysTokensOpenAtOnceAndTheFormerOnesStill() throws Exception {
        String former = token(claire, "");
        imap(claire, former).close();
        http.send(
                HttpRequest.newBuilder(URI.create(sandbox.psc().issuer() + "/rotate"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());
        imap(claire, token(claire, "")).close();
        imap(claire, former).close();
    }

    @Test
    void expiredForeignAndOtherPeoplesTokensAreRefusedByTheChallengeOfTheReferential() throws Exception {
        // a BAL that no other story logs in to: eight mistakes, ten lock it
        SandboxFile.Account paul = sandbox.account("paul.petit", null);
        for (String refused :
                new String[] {token(paul, "&ttl=-3600"), token(paul, "&aud=ailleurs"), token(claire, ""), "rubbish"}) {
            assertThatThrownBy(() -> imap(paul, refused)).isInstanceOf(AuthenticationFailedException.class);
            assertThatThrownBy(() -> submit(paul, refused, "refusé"))
                    .isInstanceOf(AuthenticationFailedException.class)
                    .hasMessageContaining("334 " + CHALLENGE);
        }
    }

    @Test
    void curlLogsInByOauthBearer() throws Exception {
        Tool.needs("curl");
        assertThat(curl(token(claire, "")).code()).isZero();
        assertThat(curl(token(claire, "&ttl=-3600")).code()).isEqualTo(67); // CURLE_LOGIN_DENIED
    }

    private Tool.Ended curl(String token) throws Exception {
        return Tool.run(
                "curl",
                "-sS",
                "--cacert",
                sandbox.operator().ca(),
                "--login-options",
                "AUTH=OAUTHBEARER",
                "--user",
                claire.login() + ":",
                "--oauth2-bearer",
                token,
                "imaps://localhost:" + sandbox.operator().ports().imaps() + "/INBOX",
                "-X",
                "NOOP");
    }

    private String token(SandboxFile.Account account, String more) throws IOException, InterruptedException {
        String at = sandbox.psc().token().replace("{rpps}", String.valueOf(account.rpps())) + more;
        return http.send(HttpRequest.newBuilder(URI.create(at)).build(), BodyHandlers.ofString())
                .body();
    }

    private static Properties settings(String protocol) {
        Properties properties = new Properties();
        properties.put("mail." + protocol + ".auth", "true");
        properties.put("mail." + protocol + ".auth.mechanisms", "XOAUTH2");
        properties.put("mail." + protocol + ".starttls.required", "true");
        properties.put("mail." + protocol + ".ssl.trust", "*");
        return properties;
    }

    private Store imap(SandboxFile.Account account, String token) throws Exception {
        Store store = Session.getInstance(settings("imap")).getStore("imap");
        store.connect("127.0.0.1", sandbox.operator().ports().imap(), account.login(), token);
        return store;
    }

    private void submit(SandboxFile.Account account, String token, String subject) throws Exception {
        Session session = Session.getInstance(settings("smtp"));
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(account.bal()));
        message.setRecipient(RecipientType.TO, new InternetAddress(pharmacist.bal()));
        message.setSubject(subject, "UTF-8");
        message.setText("Bonjour.\n", "UTF-8");
        message.saveChanges();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect("127.0.0.1", sandbox.operator().ports().submission(), account.login(), token);
            transport.sendMessage(message, message.getAllRecipients());
        }
    }
}

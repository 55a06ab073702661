package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.access.Login;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A real client: Angus Mail. */
class MailClientTest {
    private static final String BAL = "claire.martin@demo.mssante.fr";

    private static Session session(TestServer server, String protocol, Port port, String mechanism) {
        Properties settings = new Properties();
        settings.put("mail.transport.protocol", protocol);
        String prefix = "mail." + protocol + ".";
        settings.put(prefix + "host", "127.0.0.1");
        settings.put(prefix + "port", Integer.toString(server.port(port)));
        settings.put(prefix + "auth", "true");
        settings.put(prefix + "auth.mechanisms", mechanism);
        settings.put(prefix + "starttls.required", Boolean.toString(port == Port.SUBMISSION));
        settings.put(prefix + "ssl.trust", "*");
        settings.put(prefix + "ssl.checkserveridentity", "false");
        settings.put(prefix + "dsn.notify", "FAILURE,DELAY");
        settings.put(prefix + "dsn.ret", "HDRS");
        settings.put(prefix + "allow8bitmime", "true");
        settings.put(prefix + "reportsuccess", "false");
        return Session.getInstance(settings);
    }

    private static MimeMessage message(Session session, String subject) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(BAL);
        message.setRecipients(Message.RecipientType.TO, "jean.dupont@pair.mssante.fr,anne@pair.mssante.fr");
        message.setSubject(subject, "UTF-8");
        message.setText("Bonjour,\r\n.\r\n..deux points\r\nà bientôt\r\n".repeat(200), "UTF-8");
        message.saveChanges();
        return message;
    }

    @Test
    void itSendsWithEachMechanismOnBothPorts() throws Exception {
        try (TestServer server = new TestServer()) {
            for (String mechanism : new String[] {"PLAIN", "LOGIN", "XOAUTH2"}) {
                for (Port port : new Port[] {Port.SUBMISSION, Port.SUBMISSIONS}) {
                    Session session = session(server, port == Port.SUBMISSION ? "smtp" : "smtps", port, mechanism);
                    MimeMessage message = message(session, "Compte rendu " + mechanism);
                    try (Transport transport = session.getTransport()) {
                        transport.connect(BAL, "secret");
                        transport.sendMessage(message, message.getAllRecipients());
                        transport.sendMessage(message, message.getAllRecipients());
                    }
                }
            }
            assertThat(server.flows.received).hasSize(12).allSatisfy(received -> {
                assertThat(received.envelope().addresses())
                        .extracting(Object::toString)
                        .containsExactly("jean.dupont@pair.mssante.fr", "anne@pair.mssante.fr");
                assertThat(received.envelope().recipients().get(0).dsn().notifyOn())
                        .hasSize(2);
                assertThat(new String(received.octets(), StandardCharsets.UTF_8))
                        .contains("\r\n.\r\n..deux points\r\n");
            });
        }
    }

    @Test
    void itSeesTheReasonOfARefusal() throws Exception {
        try (TestServer server = new TestServer()) {
            server.flows.onRecipient = recipient -> recipient.startsWith("anne")
                    ? new Verdict.Refuse(Rules.RECIPIENT_NOT_LISTED, "ce domaine n'est pas dans la liste blanche")
                    : Verdict.DELIVER;
            Session session = session(server, "smtp", Port.SUBMISSION, "PLAIN");
            MimeMessage message = message(session, "x");
            try (Transport transport = session.getTransport()) {
                transport.connect(BAL, "secret");
                assertThatThrownBy(() -> transport.sendMessage(message, message.getAllRecipients()))
                        .isInstanceOf(SendFailedException.class)
                        .satisfies(failure -> {
                            assertThat(((SendFailedException) failure).getInvalidAddresses())
                                    .containsExactly(new InternetAddress("anne@pair.mssante.fr"));
                            assertThat(failure.getCause())
                                    .hasMessageContaining(
                                            "550 5.7.1 ce domaine n'est pas dans la liste blanche" + " [GW-RCPT-2]");
                        });
            }
        }
    }

    @Test
    void itSeesARefusedLogin() throws Exception {
        try (TestServer server = new TestServer()) {
            server.flows.onLogin = credential -> new Login.Denied("wrong");
            for (String mechanism : new String[] {"PLAIN", "LOGIN"}) {
                Session session = session(server, "smtp", Port.SUBMISSION, mechanism);
                try (Transport transport = session.getTransport()) {
                    assertThatThrownBy(() -> transport.connect(BAL, "wrong"))
                            .isInstanceOf(AuthenticationFailedException.class)
                            .hasMessageContaining("535 5.7.8 authentification refusee [GW-AUTH-2]");
                }
            }
        }
    }
}

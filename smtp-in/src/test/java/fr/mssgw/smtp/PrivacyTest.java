package fr.mssgw.smtp;

import static fr.mssgw.smtp.RawClient.base64;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a session leaves in the log: nothing that names a person, not even at the finest level (docs/james.md §3). */
class PrivacyTest {
    @Test
    void noAddressNoSecretAndNoContentIsLogged() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> keeper = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                String cause =
                        event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
                lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getMDCPropertyMap()
                        + cause);
            }
        };
        keeper.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        root.setLevel(Level.TRACE);
        root.addAppender(keeper);
        try (TestServer server = new TestServer()) {
            server.flows.onRecipient = recipient -> recipient.startsWith("2790")
                    ? new Verdict.Refuse(Rules.WRONG_INS_KEY, "clé fausse")
                    : Verdict.DELIVER;
            try (RawClient client = server.mx()) {
                client.ask("MAIL FROM:<279035121518989@patient.mssante.fr>");
                client.ask("RCPT TO:<279035121518999@patient.mssante.fr>");
                client.ask("RCPT TO:<claire.martin@demo.mssante.fr>");
                client.ask("DATA");
                client.send("Subject: confidential\r\n\r\nconfidential\r\n.\r\n");
                client.expect("250 ");
                client.ask("MAIL FROM:<279035121518989@@patient.mssante.fr>");
                client.ask("MAIL FROM:279035121518989");
                client.ask("RCPT TO:<279035121518989");
                client.ask("VRFY 279035121518989@patient.mssante.fr");
                client.ask("279035121518989@patient.mssante.fr");
                client.ask("EHLO 279035121518989");
            }
            try (RawClient client = server.plain(Port.SUBMISSION)) {
                client.startTls(TestServer.ANONYMOUS);
                server.flows.onLogin = credential -> new Login.Denied("wrong");
                client.ask("AUTH PLAIN " + base64("\0claire.martin@demo.mssante.fr\0hunter2"));
                client.ask("AUTH LOGIN");
                client.ask(base64("claire.martin@demo.mssante.fr"));
                client.ask(base64("hunter2"));
            }
        } finally {
            root.detachAppender(keeper);
            root.setLevel(before);
        }
        assertThat(lines).isNotEmpty();
        assertThat(lines.stream().filter(line -> line.startsWith("org.apache.james") || line.startsWith("fr.mssgw")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("279035") || line.contains("claire") || line.contains("confidential"))
                .noneMatch(line -> line.contains("hunter2") || line.contains(base64("hunter2")))
                .noneMatch(line -> line.contains(base64("\0claire.martin@demo.mssante.fr\0hunter2")));
        assertThat(lines).noneMatch(line -> line.contains("279035121518989") || line.contains("hunter2"));
    }
}
